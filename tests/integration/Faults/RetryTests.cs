using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>Which failures are retried, for how long, and which error follows the last attempt.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class RetryTests : IDisposable
{
    private const int Rows = 300;
    private const string Application = nameof(RetryTests);

    private readonly RedshiftFixture _redshift;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;

    public RetryTests(RedshiftFixture redshift)
    {
        _redshift = redshift;
        var table = CustomerTable.Create(
            redshift.Server,
            "retried",
            $"SELECT g, 'a', 'b', 'c', timestamp '2024-02-03' + g * interval '1 second' FROM generate_series(1, {Rows}) g");
        _host = redshift.Connect(Application);
        _host.Run("$a = @{ Path = $state; Table = $table }", ("state", _folder["s.json"]), ("table", table)).ThrowIfFailed();
    }

    public void Dispose()
    {
        _redshift.Cluster.Faults = FaultPlan.None;
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("57P01", "terminating connection due to administrator command")]
    [InlineData("57P02", "terminating connection because of crash of another server process")]
    [InlineData("57P03", "the database system is starting up")]
    [InlineData("08006", "connection failure")]
    [InlineData("57P05", "terminating connection due to idle-session timeout")]
    [InlineData("53200", "out of memory")]
    [InlineData("40001", "could not serialize access due to concurrent update")]
    [InlineData("40P01", "deadlock detected")]
    [InlineData("55P03", "canceling statement due to lock timeout")]
    [InlineData("XX000", "1023")]
    [InlineData("XX000", "1023 ")]
    public void A_transient_error_is_retried(string sqlState, string message)
    {
        _redshift.Cluster.Faults = FaultPlan.ErrorAfterRow(100, sqlState, message).On("ORDER BY");

        var result = _host.Run("Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }").ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), Keys(result));
        Assert.Single(result.Warnings);
        Assert.True(_redshift.Cluster.Faults.IsDone);
    }

    [Theory]
    [InlineData("57014", "Query (4711) canceled on user's request", "QueryCanceled")]
    [InlineData("XX000", "Assert", "QueryFailed")]
    [InlineData("XX000", "block 10234 of slice 1023 is missing", "QueryFailed")]
    [InlineData("XX000", "10234", "QueryFailed")]
    [InlineData("42501", "permission denied for relation retried", "PermissionDenied")]
    [InlineData("22003", "integer out of range", "QueryFailed")]
    [InlineData("57P04", "terminating connection because of database drop", "QueryFailed")]
    public void A_permanent_error_ends_the_run_at_once(string sqlState, string message, string errorId)
    {
        _redshift.Cluster.Faults = FaultPlan.ErrorAfterRow(100, sqlState, message).On("ORDER BY").Always();

        var result = _host.Run("Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }");

        Assert.Equal($"{errorId},RedshiftSync.Commands.SyncRedshiftCustomersCommand", result.ErrorId);
        Assert.Equal(1, _redshift.Cluster.Faults.Fired);
        Assert.Empty(result.Warnings);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("Describe", "SELECT \"customer_id\"")]
    [InlineData("the clock", "CURRENT_TIMESTAMP")]
    [InlineData("the count of rows without a time", "IS NULL")]
    [InlineData("the count of what is held back", "@clock")]
    [InlineData("who answers", "version()")]
    public void Each_statement_before_the_rows_is_retried(string what, string statement)
    {
        // Bound values are numbered on the wire.
        _redshift.Cluster.Faults = FaultPlan.CutOnStatement(statement.Replace("@clock", "count(CASE", StringComparison.Ordinal), Cut.End);

        var result = _host.Run("Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }").ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), Keys(result));
        Assert.True(_redshift.Cluster.Faults.IsDone, what);
        Assert.Single(result.Warnings);
    }

    [Theory]
    [InlineData("-MaxRetry 0")]
    [InlineData("-RetryFor 0")]
    [InlineData("-RetryFor 0 -MaxRetry 5")]
    public void Without_retries_the_first_loss_ends_the_run_and_the_next_run_resumes(string parameters)
    {
        _redshift.Cluster.Faults = FaultPlan.CutAfterRow(100, Cut.End).On("ORDER BY");

        var lost = _host.Run(
            $"Sync-RedshiftCustomers @a {parameters} -BatchSize 30 -ForEachBatch {{ $global:delivered += $_.Count }}",
            ("delivered", 0));

        Assert.Equal("ConnectionLost,RedshiftSync.Commands.SyncRedshiftCustomersCommand", lost.ErrorId);
        Assert.Empty(lost.Warnings);
        AssertNothingLeft(statesExpected: true);
        Assert.Equal(
            Rows,
            _host.Run("$null = Sync-RedshiftCustomers @a -ForEachBatch { $global:delivered += $_.Count }; $delivered")
                .ThrowIfFailed().Output.Select(o => (int)o.BaseObject).Single());
    }

    [Fact]
    public void Attempts_without_progress_are_counted_and_the_last_reason_is_reported()
    {
        _redshift.Cluster.Faults = FaultPlan.CutAfterRow(100, Cut.End).On("ORDER BY").Then(FaultPlan.SlowStart(TimeSpan.FromHours(1)));

        var result = _host.Run("Sync-RedshiftCustomers @a -MaxRetry 2 | ForEach-Object { $_.CustomerId }");

        Assert.Equal("ConnectionLost,RedshiftSync.Commands.SyncRedshiftCustomersCommand", result.ErrorId);
        Assert.Contains("the database system is starting up", result.Errors.Single().Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Equal(3, _redshift.Cluster.Faults.Fired);
        AssertNothingLeft();
    }

    [Fact]
    public void Attempts_end_after_RetryFor()
    {
        _redshift.Cluster.Faults = FaultPlan.CutAfterRow(100, Cut.End).On("ORDER BY").Then(FaultPlan.SlowStart(TimeSpan.FromHours(1)));

        var result = _host.Run("Sync-RedshiftCustomers @a -RetryFor 2s | ForEach-Object { $_.CustomerId }");

        Assert.Equal("ConnectionLost,RedshiftSync.Commands.SyncRedshiftCustomersCommand", result.ErrorId);
        Assert.Equal(_redshift.Cluster.Faults.Fired - 1, result.Warnings.Count);
        Assert.InRange(result.Warnings.Count, 2, 5);
        AssertNothingLeft();
    }

    // As with a cluster that is being resumed: nothing listens yet.
    [Fact]
    public void Refused_connections_are_retried_before_the_first_session()
    {
        _redshift.Cluster.Faults = FaultPlan.RefuseConnectionsFor(TimeSpan.FromSeconds(1));

        var result = _host.Run("Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }").ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), Keys(result));
        Assert.NotEmpty(result.Warnings);
    }

    // The count is reset each time: seven losses with at most one attempt after each.
    [Fact]
    public void Progress_resets_the_count()
    {
        _redshift.Cluster.Faults = FaultPlan.CutAfterRows(Enumerable.Repeat(20, 7), Cut.End).On("ORDER BY");

        var result = _host.Run("Sync-RedshiftCustomers @a -MaxRetry 1 | ForEach-Object { $_.CustomerId }").ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), Keys(result));
        Assert.Equal(7, result.Warnings.Count);
    }

    [Fact]
    public void Too_many_connections_is_retried()
    {
        _redshift.Cluster.Faults = FaultPlan.TooManyConnections(2);

        var result = _host.Run("Sync-RedshiftCustomers @a | ForEach-Object { $_.CustomerId }").ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), Keys(result));
        Assert.Equal(2, result.Warnings.Count);
    }

    [Fact]
    public void Too_many_connections_is_ServerOutOfResources_after_the_last_attempt()
    {
        _redshift.Cluster.Faults = FaultPlan.TooManyConnections(int.MaxValue);

        Assert.Equal(
            "ServerOutOfResources,RedshiftSync.Commands.SyncRedshiftCustomersCommand",
            _host.Run("Sync-RedshiftCustomers @a -MaxRetry 1").ErrorId);
        Assert.Equal(
            "ServerOutOfResources,RedshiftSync.Commands.GetRedshiftCustomerChangeCommand",
            _host.Run("Get-RedshiftCustomerChange -MaxRetry 0").ErrorId);
        AssertNothingLeft();
    }

    [Fact]
    public void WarningAction_Stop_ends_the_run()
    {
        _redshift.Cluster.Faults = FaultPlan.CutAfterRow(100, Cut.End).On("ORDER BY");

        _host.Run("Sync-RedshiftCustomers @a -WarningAction Stop | ForEach-Object { $_.CustomerId }");

        AssertNothingLeft();
        Assert.Equal(
            Enumerable.Range(1, Rows),
            Keys(_host.Run("Sync-RedshiftCustomers @a -WarningAction Stop | ForEach-Object { $_.CustomerId }").ThrowIfFailed()));
    }

    private static IEnumerable<int> Keys(ScriptResult result) => result.Output.Select(o => Convert.ToInt32(o.BaseObject, null));

    private void AssertNothingLeft(bool statesExpected = false)
    {
        _redshift.AssertNoSession(Application);
        Assert.Equal(statesExpected ? ["s.json", "s.json.bak"] : [], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }
}
