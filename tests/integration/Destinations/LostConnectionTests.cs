using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The connection to a destination ends in the middle of a sync: nothing is lost, and nothing is counted twice.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class LostConnectionTests(SourceFixture source, TargetFixture targets) : RecoveryTest(source, targets)
{
    [Fact]
    public void A_connection_that_is_cut_repeatedly_loses_nothing()
    {
        SampleCustomers.Create(Source.Server, generated: 30_000);
        var target = Targets.CreatePostgres();
        var random = new Random(30_000);
        using var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -WarningAction SilentlyContinue");
        var cuts = 0L;
        while (!running.IsCompleted && cuts < 10)
        {
            // The first cuts come early: a fast machine finishes within a second.
            Thread.Sleep(random.Next(cuts < 5 ? 60 : 400));
            cuts += Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);
        }

        dynamic result = running.Wait().Only<object>();

        Assert.True(cuts > 3, $"{cuts} cuts");
        Assert.InRange((int)result.Retries, 1, (int)cuts);
        Assert.Equal(30_003L, result.RowsDelivered);
        AssertComplete(target);
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
    }

    [Fact]
    public void A_connection_that_cannot_be_reopened_keeps_the_last_batch()
    {
        SampleCustomers.Create(Source.Server, generated: 20_000);
        var target = Targets.CreatePostgres();
        using (var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -MaxRetry 1 -WarningAction SilentlyContinue"))
        {
            WaitForRows(target, 500);
            Targets.Server.Execute($"ALTER DATABASE {target.Database} WITH ALLOW_CONNECTIONS false");
            Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);

            AssertFailed(ErrorId.DestinationUnavailable, running.Wait());
        }

        Targets.Server.Execute($"ALTER DATABASE {target.Database} WITH ALLOW_CONNECTIONS true");
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        AssertCompletes(target);
    }

    [Fact]
    public void WarningAction_Stop_does_not_close_a_destination_during_a_write()
    {
        SampleCustomers.Create(Source.Server, generated: 20_000);
        var target = Targets.CreatePostgres();
        using (var running = Begin(target, "Sync-RedshiftCustomers $state @to -BatchSize 100 -WarningAction Stop"))
        {
            WaitForRows(target, 500);
            while (!running.IsCompleted)
            {
                Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);
                Thread.Sleep(5);
            }

            Assert.StartsWith("ActionPreferenceStop", running.Wait().ErrorId, StringComparison.Ordinal);
        }

        Assert.Equal(0, Targets.Server.CountSessions(PostgresTarget.ApplicationName));
        AssertCompletes(target);
    }
}
