using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Source;

/// <summary>
/// Where several statements can answer a question, only a refusal of one leads to the next: after any other failure, the next answer would
/// pass for the whole truth.
/// </summary>
public sealed class RefusedStatementTests
{
    private static readonly TableName Table = new("shop", "orders");

    private static readonly InvalidOperationException Cause = new();

    /// <summary>A failure by its ErrorId, and whether the next statement follows it.</summary>
    public static TheoryData<string, bool> Failures => new()
    {
        { ErrorId.QueryFailed, true },
        { ErrorId.PermissionDenied, true },
        { ErrorId.QueryCanceled, false },
        { ErrorId.LoginFailed, false },
        { ErrorId.ConnectionLost, false },
        { ErrorId.ServerOutOfResources, false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_primary_key_is_searched_again_only_after_a_refusal(string failure, bool isFound) => AssertFound(
        failure, isFound, "SHOW", ["id", "region"], source => TableDiscovery.FindPrimaryKey(source, Table));

    [Theory]
    [MemberData(nameof(Failures))]
    public void Columns_are_listed_again_only_after_a_refusal(string failure, bool isFound) => AssertFound(
        failure, isFound, "svv_columns", ["id", "region"], source => SourceListing.Columns(source, Table).Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_sort_key_is_searched_again_only_after_a_refusal(string failure, bool isFound) => AssertFound(
        failure, isFound, "svv_redshift_columns", [null, "2"],
        source => SourceListing.Columns(source, Table).Select(c => c.SortKeyPosition?.ToString(null, null)));

    // PostgreSQL has no sort keys.
    [Theory]
    [MemberData(nameof(Failures))]
    public void There_is_no_sort_key_only_if_each_statement_is_refused(string failure, bool isFound) => AssertFound(
        failure, isFound, "sortkey", [null, null],
        source => SourceListing.Columns(source, Table).Select(c => c.SortKeyPosition?.ToString(null, null)));

    private static void AssertFound(
        string failure, bool isFound, string statement, string?[] expected, Func<ReconnectingSource, IEnumerable<string?>> find)
    {
        using var source = new ReconnectingSource(
            _ => new Session(statement, Failure(failure)),
            new RetryPolicy(new ImmediateRetry(), 1),
            new RecordingObserver(),
            CancellationToken.None);
        if (isFound)
        {
            Assert.Equal(expected, find(source));
        }
        else
        {
            Assert.Equal(failure, Assert.Throws<SyncException>(() => find(source)).ErrorId);
        }
    }

    private static SyncException Failure(string errorId) => errorId switch
    {
        ErrorId.QueryFailed => SourceErrors.QueryFailed(null, "42601", "syntax error", Cause),
        ErrorId.PermissionDenied => SourceErrors.PermissionDenied(null, "no", Cause),
        ErrorId.QueryCanceled => SourceErrors.QueryCanceled(null, Cause),
        ErrorId.LoginFailed => SourceErrors.LoginFailed("cluster", "tester", "expired", Cause),
        ErrorId.ServerOutOfResources => SourceErrors.ServerOutOfResources("cluster", "full", Cause),
        _ => TestData.Lost,
    };

    private sealed class Session(string failing, SyncException failure) : ISourceSession
    {
        public ServerIdentity Identity => new("PostgreSQL 8.0.2, Redshift 1.0", "dev", "tester", "UTC", null);

        public bool IsOpen => true;

        public IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation) =>
            IsFailing(statement) ? throw failure
            : statement.Text.Contains("sortkey", StringComparison.Ordinal) ? [["region", 2L]]
            : [["shop", "id", "bigint", "NO", 1L], ["shop", "region", "text", "NO", 2L]];

        public IReadOnlyList<string?[]> QueryText(SqlStatement statement, CancellationToken cancellation) =>
            IsFailing(statement) ? throw failure : [["{1,2}", "1", "id"], ["{1,2}", "2", "region"]];

        public TableSchema Describe(TableSchema schema, CancellationToken cancellation) => throw new NotSupportedException();

        public DateTime ReadClock(CancellationToken cancellation) => throw new NotSupportedException();

        public IReadOnlyList<Column> DescribeTable(TableName table, CancellationToken cancellation) => throw new NotSupportedException();

        public void CheckFormats(TableSchema schema, CancellationToken cancellation)
        {
        }

        public IRowReader OpenDigests(SqlStatement statement, TableSchema schema, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public IRowReader OpenRows(SqlStatement statement, TableSchema schema, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public void Dispose()
        {
        }

        private bool IsFailing(SqlStatement statement) => statement.Text.Contains(failing, StringComparison.Ordinal);
    }
}
