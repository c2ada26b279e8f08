using System.Diagnostics;
using RedshiftSync.TestSupport;
using Xunit.Abstractions;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A source that falls silent at any point of a sync.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SilentSourceTests(SourceFixture source, ITestOutputHelper output) : IDisposable
{
    private const int Rows = 5000;

    // In the middle of the result.
    private static readonly SilencePoint[] Middle = [new(0, ReceivedBytes: 20_000), new(0, ReceivedBytes: 200_000)];

    private readonly TemporaryFolder _folder = new();
    private readonly SilenceWalk _walk = new(output, () => new ModuleHost());
    private int _states;

    public void Dispose()
    {
        _walk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_stop_returns_promptly_at_each_point_of_silence()
    {
        var turns = SilenceWalk.CountTurns(CountTurns);
        _walk.Try([.. SilenceWalk.Points(turns), .. Middle], (host, point) =>
        {
            using var proxy = new StallingProxy(source.Server.Port);
            var (state, running) = Begin(host, proxy, point, limit: 300);
            using (running)
            {
                SilenceWalk.WaitForSilence(proxy, running);
                var time = SilenceWalk.Stop(running);

                // The last turn ends the session: nothing is lost with it.
                Assert.True(running.Wait().Stopped || point.Turn == turns);
                Assert.InRange(time, TimeSpan.Zero, SilenceWalk.StopLimit);
                AssertCompletes(host, proxy, state);
                return time;
            }
        });
    }

    [Fact]
    public void A_silent_source_is_lost_after_the_timeout_at_each_point()
    {
        var turns = SilenceWalk.CountTurns(CountTurns);
        _walk.Try([.. SilenceWalk.Points(turns), .. Middle], (host, point) =>
        {
            using var proxy = new StallingProxy(source.Server.Port);
            var (state, running) = Begin(host, proxy, point, limit: 1);
            using (running)
            {
                SilenceWalk.WaitForSilence(proxy, running);
                var watch = Stopwatch.StartNew();
                var result = running.Wait(TimeSpan.FromSeconds(30));
                if (result.Failure is not null || point.Turn != turns)
                {
                    Assert.Contains(result.ErrorId?.Split(',')[0], new[] { ErrorId.ConnectionFailed, ErrorId.ConnectionLost });
                }

                AssertCompletes(host, proxy, state);
                return watch.Elapsed;
            }
        });
    }

    // The driver cancels an unfinished result over another connection, which is slow to open here.
    [Fact]
    public void A_session_whose_result_is_still_being_closed_causes_no_warning()
    {
        SampleCustomers.Create(source.Server, Rows);
        using var host = new ModuleHost();
        using var proxy = new StallingProxy(source.Server.Port);
        Connect(host, proxy, limit: 300);
        proxy.DelayOfNewConnections = TimeSpan.FromSeconds(2);

        var result = host.Run(
            "Sync-RedshiftCustomers $state -Connection $c -Destination $db -MaxRow 10 -RemoveDeleted Report",
            ("state", _folder["closing.json"]),
            ("db", _folder["closing.db"])).ThrowIfFailed();

        Assert.Empty(result.Warnings);
        Assert.Equal(0, ((dynamic)result.Output[^1].BaseObject).Retries);
    }

    // The way between is broken, although a new connection would get through; the server is not executing anything.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_connection_that_is_silent_while_the_server_answers_others_is_lost(bool isStatementLost)
    {
        SampleCustomers.Create(source.Server, Rows);
        using var host = new ModuleHost();
        using var proxy = new StallingProxy(source.Server.Port) { StaysOpenForOthers = true };
        Connect(host, proxy, limit: 1);
        proxy.StallAt(new SilencePoint(isStatementLost ? 3 : 2, IsAnswered: !isStatementLost));

        var result = host.Run(
            "Sync-RedshiftCustomers $state -Connection $c | ForEach-Object { $_.CustomerId }",
            ("state", _folder["others.json"])).ThrowIfFailed();

        Assert.Equal(Rows + 3, result.Output.Count);
        Assert.NotEmpty(result.Warnings);
    }

    private int CountTurns()
    {
        SampleCustomers.Create(source.Server, Rows);
        using var host = new ModuleHost();
        using var proxy = new StallingProxy(source.Server.Port);
        using var running = Begin(host, proxy, default, limit: 300).Running;
        running.Wait().ThrowIfFailed();
        return proxy.Turns;
    }

    private void Connect(ModuleHost host, StallingProxy proxy, int limit) => host.Run(
        "$c = Connect-Redshift -Server 127.0.0.1 -Port $port -Database $database -Credential $credential -SslMode Disable " +
            $"-ConnectTimeout {(limit == 1 ? 2 : 60)} -ReadTimeout {limit}",
        ("port", proxy.Port),
        ("database", PostgresServer.Database),
        ("credential", source.Credential)).ThrowIfFailed();

    private (string State, RunningScript Running) Begin(ModuleHost host, StallingProxy proxy, SilencePoint point, int limit)
    {
        Connect(host, proxy, limit);
        proxy.StallAt(point);
        var state = _folder[$"{Interlocked.Increment(ref _states)}.json"];
        return (
            state,
            host.BeginRun("Sync-RedshiftCustomers $state -Connection $c -MaxRetry 0 | ForEach-Object { $_.CustomerId }", ("state", state)));
    }

    private void AssertCompletes(ModuleHost host, StallingProxy proxy, string state)
    {
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Path, Path.GetFileName(state) + "*"),
            f => f.EndsWith(".lock", StringComparison.Ordinal));
        proxy.Dispose();
        using var direct = new StallingProxy(source.Server.Port);
        Connect(host, direct, limit: 300);
        var ids = host.Run(
            "Sync-RedshiftCustomers $state -Connection $c -Full | ForEach-Object { $_.CustomerId }",
            ("state", state)).ThrowIfFailed().Output;
        Assert.Equal(Rows + 3, ids.Select(id => (long)id.BaseObject).Distinct().Count());
    }
}
