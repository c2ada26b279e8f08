using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A PostgreSQL destination that is silent while a connection to it is opened.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SilentOpeningTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    // Without any answer, and after agreeing to TLS.
    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("S", true)]
    [InlineData("S", false)]
    public void Opening_ends_at_the_timeout_in_the_address(string answer, bool stops)
    {
        SampleCustomers.Create(Source.Server);
        using var silent = new RawServer(System.Text.Encoding.ASCII.GetBytes(answer), closes: false);
        using var host = Source.Connect(nameof(SilentOpeningTests));
        using var running = host.BeginRun(
            "Sync-RedshiftCustomers $state -Destination $to -MaxRetry 0",
            ("state", State),
            ("to", $"postgresql://u:p@127.0.0.1:{silent.Port}/d?sslmode=require&connect_timeout={(stops ? 600 : 1)}"));
        while (silent.Received.Length < 8 + answer.Length && !running.IsCompleted)
        {
            Thread.Sleep(5);
        }

        if (stops)
        {
            Assert.InRange(SilenceWalk.Stop(running), TimeSpan.Zero, SilenceWalk.StopLimit);
            Assert.True(running.Wait().Stopped);
        }
        else
        {
            Assert.Equal(
                "DestinationUnavailable,RedshiftSync.Commands.SyncRedshiftCustomersCommand",
                running.Wait(TimeSpan.FromSeconds(30)).ErrorId);
        }

        Assert.DoesNotContain(Directory.GetFiles(Folder.Path), f => f.EndsWith(".lock", StringComparison.Ordinal));
    }
}
