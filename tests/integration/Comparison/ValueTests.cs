using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Test-RedshiftSync: texts, times and keys are compared as they are stored.</summary>
[Collection(SharedSource.Name)]
public sealed class ValueTests(SourceFixture source, TargetFixture targets) : ComparisonTest(source, targets)
{
    private const string Table = "testers.compared";

    [Theory, MemberData(nameof(Kinds))]
    public void Every_text_is_equal_only_to_itself(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        EdgeCaseTexts.Insert(Source.Server);
        var target = Create(kind);
        Delivered(target);
        Assert.Empty(Compare(target));

        // Each row gets the name of the next.
        target.Execute(
            "UPDATE customers SET first_name = coalesce((SELECT n.first_name || '' FROM customers n " +
                "WHERE n.customer_id = customers.customer_id + 1), 'other')");
        Assert.Equal(EdgeCaseTexts.All.Select((_, i) => $"Stale {i + 1}"), Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Padding_of_CHAR_columns_is_ignored(string kind)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (customer_id bigint, first_name char(20), last_name varchar(20), email char(30), updated_at timestamp);
            INSERT INTO {Table} VALUES (1, 'Ann', 'Lee', 'ann@example.org', '2024-05-01'), (2, '', ' blanks  ', NULL, '2024-05-02'),
                (3, 'ends in tab' || chr(9), 'x', '  leading', '2024-05-03'), (4, 'é', '', 'y', '2024-05-04');
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        var target = Create(kind);
        Delivered(target, $"-Table {Table}");
        Assert.Empty(Compare(target, $"-Table {Table}"));

        // Whether the destination stores the padding or not.
        target.Execute("UPDATE compared SET first_name = rtrim(first_name), email = email || '   '");
        Assert.Empty(Compare(target, $"-Table {Table}"));
        target.Execute("UPDATE compared SET last_name = ' blanks' WHERE customer_id = 2");
        Assert.Equal(["Stale 2"], Compare(target, $"-Table {Table}"));
    }

    // Both passes of the repeated hour have the same timestamps.
    [Theory, MemberData(nameof(Kinds))]
    public void Times_with_a_declared_time_zone_are_compared_as_stored(string kind)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (customer_id integer, first_name varchar(20), last_name varchar(20), email varchar(30),
                updated_at timestamp);
            INSERT INTO {Table} SELECT i, 'f' || i, 'l', NULL, timestamp '2024-10-27 00:30:00.000001' + i * interval '5 minutes'
                FROM generate_series(0, 60) i;
            INSERT INTO {Table} SELECT 1000 + i, 'f' || i, 'l', NULL, timestamp '2024-03-31 00:30:00.5' + i * interval '5 minutes'
                FROM generate_series(0, 17) i;
            INSERT INTO {Table} SELECT 2000 + i, 'f' || i, 'l', NULL, timestamp '2024-03-31 03:00:00.5' + i * interval '5 minutes'
                FROM generate_series(0, 17) i;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        const string Custom = "([TimeZoneInfo]::CreateCustomTimeZone('The plant''s', [timespan]'05:37', 'p', 'p'))";
        var count = 0;
        foreach (
            var zone in new[] { "Europe/Berlin", "'W. Europe Standard Time'", "America/New_York", "Australia/Lord_Howe", "UTC", Custom })
        {
            var target = kind == "sqlite" ? new SqliteTarget(Folder[$"{++count}.db"]) : (Target)Targets.CreatePostgres();
            var which = $"-Table {Table} -TimeZone {zone}";
            Run(
                target,
                $"$null = Sync-RedshiftCustomers $other @to {which} -SkipUnreadable -WarningAction Ignore",
                ("other", Folder[$"{++count}.json"])).ThrowIfFailed();
            Assert.Equal(97, target.Rows("compared").Count);
            Assert.Empty(Compare(target, which));

            target.Execute("UPDATE compared SET first_name = 'x' WHERE customer_id IN (18, 30, 2000)");
            Assert.Equal(["Stale 18", "Stale 30", "Stale 2000"], Compare(target, which));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Keys_of_every_size_and_distance_are_compared(string kind)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (customer_id bigint, first_name varchar(20), last_name varchar(20), email varchar(30),
                updated_at timestamptz);
            INSERT INTO {Table} VALUES (-9223372036854775808, 'a', 'b', 'c', '2024-05-01Z'),
                (9223372036854775807, 'a', 'b', 'c', '2024-05-01Z'), (-1, 'a', 'b', 'c', '2024-05-01Z'), (0, 'a', 'b', 'c', '2024-05-01Z');
            INSERT INTO {Table} SELECT i, 'a', 'b', 'c' || i, timestamptz '2024-05-01Z' + i * interval '1 second'
                FROM generate_series(1, 3000) i;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        var target = Create(kind);
        Delivered(target, $"-Table {Table}");
        Assert.Empty(Compare(target, $"-Table {Table}"));

        target.Execute("DELETE FROM compared WHERE customer_id IN (-9223372036854775807 - 1, 9223372036854775807, 0, 2000)");
        target.Execute("UPDATE compared SET first_name = 'x' WHERE customer_id = -1");
        Assert.Equal(
            ["Missing -9223372036854775808", "Missing 0", "Missing 2000", "Missing 9223372036854775807", "Stale -1"],
            Compare(target, $"-Table {Table}"));
    }
}
