using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class PreflightTests(SourceFixture source) : IDisposable
{
    private const string Show =
        " | ForEach-Object { '{0} {1} {2}' -f $_.Check, $_.Status, $(if ($_.ErrorId) { $_.ErrorId } else { $_.Value }) }";

    private readonly ModuleHost _host = source.Connect(nameof(PreflightTests));

    private bool IsRedshift => source.Redshift is not null;

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_valid_source_passes_every_check()
    {
        CustomerTable.Create(source.Server, "good", "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (2, 'n', 'n', 'n', '2024-02-02')");
        source.Server.Execute("COMMENT ON TABLE testers.good IS 'sortkey(updated_at, customer_id)'");
        var before = source.Server.Scalar("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_database, pg_stat_user_tables");

        var found = Findings("testers.good");

        Assert.Equal(
            [
                "Login Passed tester",
                IsRedshift ? "Server Passed" : "Server Warning",
                "Encryption Warning",
                "SessionTimeZone Passed UTC",
                "Clock Passed",
                "Select Passed testers.good",
                "Column customer_id Passed bigint",
                "Column first_name Passed text",
                "Column last_name Passed text",
                "Column email Passed text",
                "Column updated_at Passed timestamp without time zone",
                "WireFormats Passed ",
                IsRedshift ? "SortKey Passed updated_at" : "SortKey Unknown ",
                "Rows Passed 2",
                "NullTimestamp Passed 0",
                "FutureTimestamp Passed 0",
                "NullKey Passed 0",
                "DuplicateKey Passed 0",
            ],
            found.Select(
                f => f.StartsWith("Server", StringComparison.Ordinal)
                    || f.StartsWith("Encryption", StringComparison.Ordinal)
                    || f.StartsWith("Clock", StringComparison.Ordinal)
                    ? string.Join(' ', f.Split(' ')[..2])
                    : f));
        Assert.Equal(IsRedshift, found[2].Contains("TLS 1.", StringComparison.Ordinal));
        Assert.Equal(
            before,
            source.Server.Scalar("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_database, pg_stat_user_tables"));
        Assert.Equal(found.SkipLast(5).Select(Check), Findings("testers.good", "-Quick").Select(Check));
        Assert.True(Quiet("testers.good"));
        source.AssertNoSession(nameof(PreflightTests));

        static string Check(string finding) =>
            string.Join(' ', finding.Split(' ').TakeWhile(word => word is not ("Passed" or "Warning" or "Unknown")));
    }

    [Fact]
    public void Rows_that_a_sync_treats_specially_are_counted()
    {
        CustomerTable.Create(source.Server, "special", """
            VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (1, 'n', 'n', 'n', '2024-02-01'), (2, 'n', 'n', 'n', NULL),
                   (3, 'n', 'n', 'n', NULL), (4, 'n', 'n', 'n', NULL), (5, 'n', 'n', 'n', '2099-01-01'), (6, 'n', 'n', 'n', 'infinity'),
                   (NULL, 'n', 'n', 'n', '2024-02-01'), (7, 'n', 'n', 'n', '-infinity')
            """);

        var found = Findings("testers.special");

        Assert.Equal(
            [
                "Rows Passed 9", "NullTimestamp Warning 3", "FutureTimestamp Warning 2", "NullKey Failed UnreadableRow",
                "DuplicateKey Warning 1",
            ],
            found.TakeLast(5));
        Assert.False(Quiet("testers.special"));
        Assert.True(Quiet("testers.special", "-Quick"));
    }

    // Two rows without a key do not share a key.
    [Fact]
    public void Rows_without_a_key_are_no_duplicates()
    {
        CustomerTable.Create(
            source.Server,
            "null_keys",
            "VALUES (NULL, 'n', 'n', 'n', timestamp '2024-02-01'), (NULL, 'n', 'n', 'n', timestamp '2024-02-02')");

        Assert.Equal(["NullKey Failed UnreadableRow", "DuplicateKey Passed 0"], Findings("testers.null_keys").TakeLast(2));
    }

    [Theory]
    [InlineData("a table that is missing", "testers.missing", "Select Failed TableNotFound")]
    [InlineData("a schema that is missing", "nowhere.customers", "Select Failed TableNotFound")]
    [InlineData("a table that may not be read", "testers.forbidden", "Select Failed PermissionDenied")]
    [InlineData("a column that may not be read", "testers.partly", "Select Failed PermissionDenied")]
    [InlineData("a schema that may not be used", "secret.customers", "Select Failed PermissionDenied")]
    [InlineData("a column that is missing", "testers.narrow", "Select Failed ColumnNotFound")]
    public void An_unreadable_table_or_column_is_a_finding(string what, string table, string expected)
    {
        CustomerTable.Create(source.Server, "forbidden", null);
        CustomerTable.Create(source.Server, "partly", null);
        CustomerTable.Create(source.Server, "narrow", null);
        source.Server.Execute($"""
            REVOKE ALL ON testers.forbidden, testers.partly FROM {PostgresServer.User};
            GRANT SELECT (customer_id, first_name, last_name, updated_at) ON testers.partly TO {PostgresServer.User};
            ALTER TABLE testers.narrow DROP COLUMN email;
            CREATE SCHEMA IF NOT EXISTS secret;
            CREATE TABLE IF NOT EXISTS secret.customers AS SELECT * FROM testers.partly
            """);

        var found = Findings(table);

        Assert.True(found[^1] == expected, $"{what}: {found[^1]}");
        Assert.False(Quiet(table, "-Quick"));
        source.AssertNoSession(nameof(PreflightTests));
    }

    [Fact]
    public void Each_column_of_a_wrong_type_is_a_finding()
    {
        source.Server.Execute($"""
            DROP TABLE IF EXISTS testers.wrong;
            CREATE TABLE testers.wrong (customer_id numeric(20, 0), first_name integer, last_name char(5), email date, updated_at date);
            GRANT SELECT ON testers.wrong TO {PostgresServer.User}
            """);

        var found = Findings("testers.wrong");

        Assert.Equal(4, found.Count(f => f.EndsWith(" Failed ColumnTypeNotSupported", StringComparison.Ordinal)));
        Assert.Contains(found, f => f.StartsWith("Column last_name Passed character", StringComparison.Ordinal));
        Assert.DoesNotContain(found, f => f.StartsWith("Rows", StringComparison.Ordinal));
        Assert.False(Quiet("testers.wrong", "-Quick"));
    }

    [Fact]
    public void TimeZone_for_a_column_with_a_time_zone_is_a_finding()
    {
        CustomerTable.Create(source.Server, "zoned", null, "timestamptz");

        Assert.Contains("Column updated_at Failed ParameterInvalid", Findings("testers.zoned", "-TimeZone Europe/Berlin"));
        Assert.False(Quiet("testers.zoned", "-TimeZone Europe/Berlin -Quick"));
    }

    [Fact]
    public void A_sort_key_that_starts_with_another_column_is_a_warning_on_Redshift()
    {
        CustomerTable.Create(source.Server, "sorted", null);
        source.Server.Execute("COMMENT ON TABLE testers.sorted IS 'sortkey(customer_id, updated_at)'");

        Assert.Contains(IsRedshift ? "SortKey Warning customer_id" : "SortKey Unknown ", Findings("testers.sorted", "-Quick"));
    }

    [Fact]
    public void A_missing_connection_and_an_invalid_table_name_are_errors()
    {
        Assert.Equal(
            "TableNameInvalid,RedshiftSync.Commands.TestRedshiftSourceCommand",
            _host.Run("Test-RedshiftSource -Table a.b.c").ErrorId);
        Assert.Equal(
            "NotConnected,RedshiftSync.Commands.TestRedshiftSourceCommand",
            _host.Run("Disconnect-Redshift; Test-RedshiftSource").ErrorId);
    }

    private List<string> Findings(string table, string more = "") =>
        [.. _host.Run($"Test-RedshiftSource -Table $table {more}{Show}", ("table", table)).ThrowIfFailed().Output.Select(o => $"{o}")];

    private bool Quiet(string table, string more = "") =>
        _host.Run($"Test-RedshiftSource -Table $table -Quiet {more}", ("table", table)).Only<bool>();
}
