using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Preflight;

/// <summary>Findings that no available server produces: a clock that is off, another time zone, a certificate about to expire.</summary>
public sealed class SourcePreflightTests
{
    [Theory]
    [InlineData(0, CheckStatus.Passed, "agrees")]
    [InlineData(4, CheckStatus.Passed, "agrees")]
    [InlineData(-4, CheckStatus.Passed, "agrees")]
    [InlineData(3600, CheckStatus.Warning, "ahead of")]
    [InlineData(-3600, CheckStatus.Warning, "behind")]
    public void The_servers_clock_is_compared_with_this_machines(int seconds, CheckStatus status, string says)
    {
        var finding = Find("Clock", new Session { Ahead = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(status, finding.Status);
        Assert.InRange(((TimeSpan)finding.Value!).TotalSeconds, seconds - 1, seconds + 1);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTC", CheckStatus.Passed)]
    [InlineData(null, CheckStatus.Unknown)]
    [InlineData("America/New_York", CheckStatus.Warning)]
    public void The_session_time_zone_is_reported(string? zone, CheckStatus status) =>
        Assert.Equal(
            (status, zone),
            Find("SessionTimeZone", new Session { Zone = zone }) is var f ? (f.Status, (string?)f.Value) : default);

    [Theory]
    [InlineData(TlsMode.VerifyFull, 100, CheckStatus.Passed)]
    [InlineData(TlsMode.VerifyFull, 10, CheckStatus.Warning)]
    [InlineData(TlsMode.VerifyCA, 100, CheckStatus.Warning)]
    [InlineData(TlsMode.Require, 100, CheckStatus.Warning)]
    public void The_encryption_check_reports_how_far_the_certificate_is_verified(TlsMode mode, int days, CheckStatus status)
    {
        var finding = Find(
            "Encryption",
            new Session { Tls = new TlsInfo("TLS 1.3", "cluster.example", DateTime.UtcNow.AddDays(days)) },
            mode);

        Assert.Equal(status, finding.Status);
        Assert.StartsWith("TLS 1.3, certificate of cluster.example until 2", (string)finding.Value!, StringComparison.Ordinal);
    }

    // Columns of an interleaved sort key have negative numbers; svv_redshift_columns may be hidden from this user.
    [Theory]
    [InlineData(1L, "updated_at", CheckStatus.Passed)]
    [InlineData(-1L, "updated_at", CheckStatus.Passed)]
    [InlineData(1L, "other", CheckStatus.Warning)]
    public void The_sort_key_is_found_in_either_view(long place, string column, CheckStatus status)
    {
        object?[][] rows = [[column, place], ["behind", 2 * place]];

        Assert.Equal((status, column), Find("SortKey", new Session { SortKey = rows }) is var f ? (f.Status, (string?)f.Value) : default);
        var hidden = SourceErrors.PermissionDenied(null, "no", new InvalidOperationException());
        Assert.Equal(status, Find("SortKey", new Session { SortKey = rows, FirstViewFails = hidden }).Status);
    }

    [Fact]
    public void A_failure_that_is_no_refusal_is_the_finding_about_the_sort_key()
    {
        var login = SourceErrors.LoginFailed("cluster", "tester", "expired", new InvalidOperationException());

        Assert.Equal(CheckStatus.Failed, Find("SortKey", new Session { FirstViewFails = login }).Status);
    }

    private static SourceFinding Find(string check, Session session, TlsMode mode = TlsMode.VerifyFull)
    {
        using var source = new ReconnectingSource(
            _ => session,
            new RetryPolicy(new ImmediateRetry(), 0),
            new RecordingObserver(),
            CancellationToken.None);
        return SourcePreflight.Of(source, TestData.Schema, zone: null).Run(mode, quick: true, checkKey: true).Single(f => f.Check == check);
    }

    private sealed class Session : ISourceSession
    {
        public TimeSpan Ahead { get; init; }

        public string? Zone { get; init; } = "UTC";

        public TlsInfo? Tls { get; init; }

        public object?[][] SortKey { get; init; } = [];

        public SyncException? FirstViewFails { get; init; }

        public ServerIdentity Identity => new("PostgreSQL 8.0.2, Redshift 1.0", "dev", "tester", Zone, Tls);

        public bool IsOpen => true;

        public TableSchema Describe(TableSchema schema, CancellationToken cancellation) =>
            TestData.WithTypes(schema);

        public DateTime ReadClock(CancellationToken cancellation) => DateTime.UtcNow + Ahead;

        public IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation) =>
            !statement.Text.Contains("sortkey", StringComparison.Ordinal) ? []
            : FirstViewFails is { } failure && statement.Text.Contains("svv", StringComparison.Ordinal) ? throw failure
            : SortKey;

        public IReadOnlyList<string?[]> QueryText(SqlStatement statement, CancellationToken cancellation) => [];

        public IReadOnlyList<Column> DescribeTable(TableName table, CancellationToken cancellation) => TestData.Schema.Columns;

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
    }
}
