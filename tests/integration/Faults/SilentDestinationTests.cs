using System.Diagnostics;
using System.Management.Automation;
using RedshiftSync.TestSupport;
using Xunit.Abstractions;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A PostgreSQL destination that falls silent at any point of a sync.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class SilentDestinationTests(SourceFixture source, TargetFixture targets, ITestOutputHelper output) : IDisposable
{
    private const int Rows = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly SilenceWalk _walk = new(output, () => source.Connect(nameof(SilentDestinationTests)));
    private int _states;

    public void Dispose()
    {
        _walk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_stop_returns_promptly_at_each_point_of_silence()
    {
        SampleCustomers.Create(source.Server, Rows);
        var turns = SilenceWalk.CountTurns(CountTurns);
        _walk.Try(SilenceWalk.Points(turns), (host, point) =>
        {
            using var proxy = new StallingProxy(targets.Server.Port, point);
            var (target, state, running) = Begin(host, proxy.Port, limit: 300);
            using (running)
            {
                SilenceWalk.WaitForSilence(proxy, running);
                var time = SilenceWalk.Stop(running);

                // The last turn ends the session: nothing is lost with it.
                Assert.True(running.Wait().Stopped || point.Turn == turns);
                Assert.InRange(time, TimeSpan.Zero, SilenceWalk.StopLimit);
                AssertCompletes(host, proxy, target, state);
                return time;
            }
        });
    }

    [Fact]
    public void A_silent_destination_is_unavailable_after_the_timeout_at_each_point()
    {
        SampleCustomers.Create(source.Server, Rows);
        var turns = SilenceWalk.CountTurns(CountTurns);
        _walk.Try(SilenceWalk.Points(turns, usualStep: 3), (host, point) =>
        {
            using var proxy = new StallingProxy(targets.Server.Port, point);
            var (target, state, running) = Begin(host, proxy.Port, limit: 1);
            using (running)
            {
                SilenceWalk.WaitForSilence(proxy, running);
                var watch = Stopwatch.StartNew();
                AssertUnavailable(running.Wait(TimeSpan.FromSeconds(30)), isAllowedToSucceed: point.Turn == turns);
                AssertCompletes(host, proxy, target, state);
                return watch.Elapsed;
            }
        });
    }

    // More than the network buffers hold: the client blocks in the middle of COPY.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_stops_reading_during_COPY_is_abandoned(bool stops)
    {
        var table = CustomerTable.Create(
            source.Server,
            "wide",
            "SELECT g, repeat('x', 20000), 'last', 'email', timestamp '2024-02-03' + g * interval '1 second' " +
                "FROM generate_series(1, 1000) g");
        using var host = source.Connect(nameof(SilentDestinationTests));
        using var proxy = new StallingProxy(targets.Server.Port, new SilencePoint(0, SentBytes: 1_000_000));
        var (target, state, running) = Begin(host, proxy.Port, limit: stops ? 300 : 1, table);
        using (running)
        {
            SilenceWalk.WaitForSilence(proxy, running);
            if (stops)
            {
                // Until the client blocks.
                Thread.Sleep(500);
                var time = SilenceWalk.Stop(running);
                output.WriteLine($"{time.TotalMilliseconds:0} ms");
                Assert.True(running.Wait().Stopped);
                Assert.InRange(time, TimeSpan.Zero, SilenceWalk.StopLimit);
            }
            else
            {
                AssertUnavailable(running.Wait(TimeSpan.FromSeconds(30)), isAllowedToSucceed: false);
            }
        }

        AssertCompletes(host, proxy, target, state, table);
    }

    [Fact]
    public void A_statement_that_executes_or_waits_for_a_lock_does_not_time_out()
    {
        SampleCustomers.Create(source.Server, Rows);
        var target = targets.CreatePostgres();
        using var host = source.Connect(nameof(SilentDestinationTests));
        Run(host, target, _folder["busy.json"], "-MaxRow 10").ThrowIfFailed();
        target.Execute("""
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$;
            CREATE TRIGGER slow AFTER INSERT ON customers FOR EACH STATEMENT EXECUTE FUNCTION slow()
            """);
        using var holder = target.Open();
        using var transaction = holder.BeginTransaction();
        using var command = holder.CreateCommand();
        command.CommandText = "LOCK TABLE customers IN EXCLUSIVE MODE";
        command.ExecuteNonQuery();
        using var running = Begin(host, targets.Server.Port, limit: 1, target: target, state: _folder["busy.json"]).Running;
        Thread.Sleep(TimeSpan.FromSeconds(2.5));
        Assert.False(running.IsCompleted);
        transaction.Rollback();

        Assert.Empty(running.Wait().ThrowIfFailed().Warnings);

        Assert.Equal(Warehouse.SourceRows(source.Server), target.Rows());
    }

    // The server has answered, or waits for its client: the connection is broken, although a new one would work.
    [Fact]
    public void A_connection_that_is_silent_while_the_server_waits_is_lost()
    {
        SampleCustomers.Create(source.Server, Rows);
        var target = targets.CreatePostgres();
        using var host = source.Connect(nameof(SilentDestinationTests));
        using var proxy = new StallingProxy(targets.Server.Port, new SilencePoint(20, IsAnswered: true)) { StaysOpenForOthers = true };
        using var running = Begin(host, proxy.Port, limit: 1, target: target, more: "").Running;

        var result = running.Wait(TimeSpan.FromMinutes(1)).ThrowIfFailed();

        Assert.Single(result.Warnings);
        Assert.Equal(Warehouse.SourceRows(source.Server), target.Rows());
    }

    // Temporary credentials may have expired, or the user may have no second connection: nobody can say that the server is executing.
    [Fact]
    public void A_connection_that_is_silent_while_no_other_may_be_opened_is_lost()
    {
        SampleCustomers.Create(source.Server, Rows);
        var target = targets.CreatePostgres();
        targets.Server.Execute("DROP ROLE IF EXISTS single; CREATE ROLE single LOGIN PASSWORD 's' CONNECTION LIMIT 1");
        target.Execute("GRANT CREATE, USAGE ON SCHEMA public TO single", asSuperUser: true);
        using var host = source.Connect(nameof(SilentDestinationTests));
        using var proxy = new StallingProxy(targets.Server.Port, new SilencePoint(12)) { StaysOpenForOthers = true };

        using var running = Begin(host, proxy.Port, limit: 1, target: target, login: TargetFixture.CredentialOf("single", "s")).Running;

        AssertUnavailable(running.Wait(TimeSpan.FromSeconds(30)), isAllowedToSucceed: false);
    }

    private int CountTurns()
    {
        using var host = source.Connect(nameof(SilentDestinationTests));
        using var proxy = new StallingProxy(targets.Server.Port);
        var (_, _, running) = Begin(host, proxy.Port, limit: 300);
        using (running)
        {
            running.Wait().ThrowIfFailed();
            return proxy.Turns;
        }
    }

    private (PostgresTarget Target, string State, RunningScript Running) Begin(
        ModuleHost host,
        int port,
        int limit,
        string table = SampleCustomers.Table,
        PostgresTarget? target = null,
        string? state = null,
        string more = "-MaxRetry 0",
        PSCredential? login = null)
    {
        target ??= targets.CreatePostgres();
        state ??= _folder[$"{Interlocked.Increment(ref _states)}.json"];
        var running = host.BeginRun(
            $"Sync-RedshiftCustomers $state -Destination $to -DestinationCredential $login -DestinationTimeout {limit} -BatchSize 40 " +
                $"-Table $table {more}",
            ("state", state),
            ("to", $"postgresql://127.0.0.1:{port}/{target.Database}?sslmode=disable&connect_timeout={(limit == 1 ? 2 : 60)}"),
            ("login", login ?? targets.Credential),
            ("table", table));
        return (target, state, running);
    }

    private static ScriptResult Run(ModuleHost host, PostgresTarget target, string state, string more) => host.Run(
        $"Sync-RedshiftCustomers $state -Destination $to -DestinationCredential $login {more}",
        ("state", state),
        ("to", target.Address),
        ("login", target.Arguments["DestinationCredential"]));

    private static void AssertUnavailable(ScriptResult result, bool isAllowedToSucceed)
    {
        if (result.Failure is not null || !isAllowedToSucceed)
        {
            Assert.Equal("DestinationUnavailable,RedshiftSync.Commands.SyncRedshiftCustomersCommand", result.ErrorId);
        }
    }

    private void AssertNoLock(string name) =>
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, $"{name}*"), f => f.EndsWith(".lock", StringComparison.Ordinal));

    private void AssertCompletes(
        ModuleHost host,
        StallingProxy proxy,
        PostgresTarget target,
        string state,
        string table = SampleCustomers.Table)
    {
        AssertNoLock(Path.GetFileName(state));

        // Now the server notices that its client has disconnected.
        proxy.Dispose();
        Run(host, target, state, $"-Table {table}").ThrowIfFailed();
        var name = table.Split('.')[1];
        Assert.Equal(Warehouse.ReadSourceRows(source.Server, table), target.ReadRows(name));
    }
}
