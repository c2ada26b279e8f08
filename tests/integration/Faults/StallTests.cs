using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A server that falls silent while the network still works.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class StallTests : IDisposable
{
    private const int Rows = 5_000;
    private const string Application = nameof(StallTests);
    private const string Pipeline = "Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }";

    private readonly RedshiftFixture _redshift;
    private readonly TemporaryFolder _folder = new();
    private readonly string _table;

    public StallTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        _table = CustomerTable.Create(
            redshift.Server,
            "stalled",
            $"SELECT g, 'a', 'b', 'c', timestamp '2024-02-03' + g * interval '1 second' FROM generate_series(1, {Rows}) g");
    }

    public void Dispose()
    {
        _redshift.Cluster.Faults = FaultPlan.None;
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, true, Pipeline)]
    [InlineData(0, false, Pipeline)]
    [InlineData(1000, true, Pipeline)]
    [InlineData(1000, false, Pipeline)]
    [InlineData(1000, false, "Sync-RedshiftCustomers @a -BatchSize 70 -Destination $db")]
    [InlineData(1000, true, "Sync-RedshiftCustomers @a -BatchSize 70 -ForEachBatch { $_.Count }")]
    [InlineData(1000, false, "Get-RedshiftCustomerChange -Table $a.Table")]
    public void A_stop_ends_a_stalled_command(int row, bool answersCancel, string script)
    {
        using var host = Connect();
        _redshift.Cluster.Faults = FaultPlan.StallAfterRow(row, answersCancel).On("ORDER BY");
        using var running = host.BeginRun(script);
        while (!_redshift.Cluster.Faults.IsDone)
        {
            Assert.False(running.IsCompleted);
            Thread.Sleep(5);
        }

        running.Stop();

        Assert.True(running.Wait().Stopped);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Silence_in_the_middle_of_a_result_is_a_lost_connection(bool answersCancel)
    {
        using var host = Connect("-ReadTimeout 1");
        _redshift.Cluster.Faults = FaultPlan.StallAfterRow(1000, answersCancel).On("ORDER BY");

        var result = host.Run(Pipeline).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
        Assert.Single(result.Warnings);
        AssertNothingLeft();
    }

    // The first row comes after a sort, for which all rows are needed.
    [Fact]
    public void A_statement_that_executes_for_long_is_not_silence()
    {
        CreateSlowView("slow_to_begin", seconds: 3, "OFFSET 0");
        using var host = Connect("-ReadTimeout 1");

        var result = host.Run("Get-RedshiftCustomerChange -Table testers.slow_to_begin").ThrowIfFailed();

        Assert.Equal(Rows, result.Output.Count);
        Assert.Empty(result.Warnings);
        AssertNothingLeft();
    }

    [Fact]
    public void Silence_beyond_StatementTimeout_is_a_lost_connection()
    {
        using var host = Connect("-StatementTimeout 1");
        _redshift.Cluster.Faults = FaultPlan.StallAfterRow(0, answersCancel: false).On("ORDER BY");

        var result = host.Run(Pipeline).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
        Assert.Single(result.Warnings);
        AssertNothingLeft();
    }

    [Fact]
    public void A_statement_beyond_StatementTimeout_is_cancelled_by_the_server_and_not_retried()
    {
        CreateSlowView("slow", seconds: 600);
        using var host = Connect("-StatementTimeout 1");

        var result = host.Run("Sync-RedshiftCustomers $a.Path -Table testers.slow -BatchSize 100 -Destination $db");

        Assert.Equal("QueryCanceled,RedshiftSync.Commands.SyncRedshiftCustomersCommand", result.ErrorId);
        Assert.Empty(result.Warnings);
        AssertNothingLeft();
    }

    [Fact]
    public void Opening_times_out_if_the_server_never_reports_its_version()
    {
        using var host = _redshift.Unconnected(_redshift.Redshift!, Application);
        _redshift.Cluster.Faults = FaultPlan.StallAfterRow(0, answersCancel: false).On("version()");

        Assert.Equal(
            "ConnectionFailed,RedshiftSync.Commands.ConnectRedshiftCommand",
            host.Run("Connect-Redshift @a -ConnectTimeout 1").ErrorId);
        AssertNothingLeft();
    }

    [Fact]
    public void A_session_whose_initialization_fails_is_closed()
    {
        using var host = _redshift.Unconnected(_redshift.Redshift!, Application);
        _redshift.Cluster.Faults = FaultPlan.ErrorOnStatement("version()", "42501", "permission denied");

        Assert.Equal("PermissionDenied,RedshiftSync.Commands.ConnectRedshiftCommand", host.Run("Connect-Redshift @a").ErrorId);
        AssertNothingLeft();
    }

    [Fact]
    public void Connecting_to_a_silent_port_can_be_stopped_and_times_out()
    {
        using var silent = new RawServer([], closes: false);
        using var host = _redshift.Unconnected(_redshift.Redshift!, Application);
        using (var running = host.BeginRun("$a.Port = $silent; Connect-Redshift @a -ConnectTimeout 600", ("silent", silent.Port)))
        {
            while (silent.Received.Length == 0)
            {
                Thread.Sleep(5);
            }

            running.Stop();
            Assert.True(running.Wait().Stopped);
        }

        Assert.Equal(
            "ConnectionFailed,RedshiftSync.Commands.ConnectRedshiftCommand",
            host.Run("Connect-Redshift @a -ConnectTimeout 1").ErrorId);
    }

    private ModuleHost Connect(string more = "")
    {
        var host = _redshift.Unconnected(_redshift.Redshift!, Application);
        host.Run(
            $"$null = Connect-Redshift @a {more}; $a = @{{ Path = $state; Table = $table }}",
            ("state", _folder["s.json"]),
            ("db", _folder["s.db"]),
            ("table", _table)).ThrowIfFailed();
        return host;
    }

    private void AssertNothingLeft()
    {
        _redshift.AssertNoSession(Application);
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Path),
            f => f.Contains(".lock", StringComparison.Ordinal) || f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // One row takes that long.
    private void CreateSlowView(string name, int seconds, string more = "") => _redshift.Server.Execute($"""
        CREATE OR REPLACE VIEW testers.{name} AS
            SELECT customer_id, CASE WHEN customer_id = 4000 THEN pg_sleep({seconds})::text ELSE first_name END AS first_name,
                last_name, email, updated_at FROM {_table} {more};
        GRANT SELECT ON testers.{name} TO {PostgresServer.User}
        """);
}
