using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Test-RedshiftSync -Since: changes before the span are no differences, and each one in it is found.</summary>
[Collection(SharedSource.Name)]
public sealed class SpanTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.span";

    // In Berlin, the clocks went back from 3:00 to 2:00: 2:30 is 1:30Z, the second pass.
    [Theory]
    [InlineData("timestamptz", "2024-05-01T00:00:00.000001Z", "2024-05-01T00:00:00.000002Z", "2024-05-01T00:00:00.000002Z")]
    [InlineData("timestamp", "2024-10-27T01:29:59.999999Z", "2024-10-27T01:30:00Z", "2024-10-27T01:30:00Z", "-TimeZone Europe/Berlin")]
    [InlineData("timestamp", "2024-10-27T01:29:59Z", "2024-10-27T01:30:00Z", "2024-10-27T00:30:00Z", "-TimeZone Europe/Berlin", 2)]
    [InlineData("date", "2024-05-01", "2024-05-02", "2024-05-02")]
    [InlineData("integer", "9", "10", "10", "-Lookback 0")]
    public void Differences_are_found_from_the_start_of_the_span_on(
        string cursor, string before, string first, string since, string parameters = "", int rowsBefore = 0)
    {
        foreach (var kind in (string[])["sqlite", "postgresql"])
        {
            CreateTable(cursor, [.. Enumerable.Repeat(before, 4), .. Enumerable.Repeat(first, 4)]);
            var target = Create(kind);
            var zone = parameters.StartsWith("-TimeZone", StringComparison.Ordinal) ? parameters : "";
            Run(target, $"Sync-RedshiftTable {Table} $state @to -CursorColumn at {parameters}").ThrowIfFailed();
            Assert.Empty(Compare(target, zone));

            // The rows 1 to 4 are before the span, 5 to 8 in it; 7 and 8 have older rows in the destination.
            target.Execute("UPDATE span SET name = 'x' WHERE id IN (1, 5)");
            target.Execute("DELETE FROM span WHERE id IN (2, 6)");
            target.Execute("INSERT INTO span SELECT id + 100, name, at FROM span WHERE id IN (3, 8)");
            target.Execute("UPDATE span SET at = (SELECT at FROM span WHERE id = 1) WHERE id = 7");
            string[] earlier = ["1 Stale", "103 Surplus", "2 Missing"];
            string[] found = ["108 Surplus", "5 Stale", "6 Missing", "7 Stale"];

            Assert.Equal(
                found.Concat(rowsBefore > 0 ? earlier : []).Order(StringComparer.Ordinal), Compare(target, $"{zone} -Since {since}"));
            Assert.Equal(found.Concat(earlier).Order(StringComparer.Ordinal), Compare(target, zone));
            var isEqual = Run(target, $"Test-RedshiftSync {Table} @to {zone} -Since {since} -Quiet").ThrowIfFailed();
            Assert.Equal(false, Assert.Single(isEqual.Output).BaseObject);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_row_without_a_cursor_value_is_in_no_span(string kind)
    {
        CreateTable("timestamptz", ["2024-05-01Z", "2024-05-02Z"]);
        Source.Server.Execute($"INSERT INTO {Table} VALUES (3, 'none', NULL)");
        var target = Create(kind);
        Run(target, $"Sync-RedshiftTable {Table} $state @to -CursorColumn at -NullCursor Include").ThrowIfFailed();
        target.Execute("UPDATE span SET name = 'x' WHERE id = 3");

        Assert.Equal(["3 Stale"], Compare(target, ""));
        Assert.Empty(Compare(target, "-Since 2024-01-01"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_span_is_part_of_what_was_synced(string kind)
    {
        CreateTable("date", ["2024-05-01", "2024-05-02"]);
        var target = Create(kind);
        Run(target, $"Sync-RedshiftTable {Table} $state @to -CursorColumn at -Since 2024-05-02").ThrowIfFailed();

        Assert.Empty(Compare(target, "-Since 2024-01-01"));
        var beyond = Run(target, $"Test-RedshiftSync {Table} @to -Since 2024-05-03").ThrowIfFailed();
        Assert.Empty(beyond.Output);
        Assert.Contains("no row of the source is compared", Assert.Single(beyond.Warnings), StringComparison.Ordinal);
        AssertFailed(ErrorId.ParameterInvalid, Run(target, $"Test-RedshiftSync {Table} @to -Since 7"));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
        base.Dispose(disposing);
    }

    private IEnumerable<string> Compare(Target target, string parameters) =>
        Run(target, $"Test-RedshiftSync {Table} @to {parameters}").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .Select(d => (string)$"{d.Key} {d.Kind}").Order(StringComparer.Ordinal);

    // The values are given in UTC.
    private void CreateTable(string cursor, string[] values)
    {
        var rows = values.Select((value, i) =>
            $"({i + 1}, 'n', {(cursor == "timestamp" ? $"timestamptz '{value}' AT TIME ZONE 'Europe/Berlin'" : $"'{value}'")})");
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (id integer PRIMARY KEY, name text, at {cursor});
            GRANT SELECT ON {Table} TO {PostgresServer.User};
            INSERT INTO {Table} VALUES {string.Join(", ", rows)}
            """);
    }
}
