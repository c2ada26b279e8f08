using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Any table in a destination: each value as the source has it, keys of several parts, every kind of cursor.</summary>
[Collection(SharedSource.Name)]
public sealed class AnyTableTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    // A type, what SQLite's text of a value is, and values.
    private static readonly (string Type, string Sqlite, string[] Values)[] Types =
    [
        ("smallint", "{0}::text", ["-32768", "32767"]),
        ("integer", "{0}::text", ["-2147483648", "2147483647"]),
        ("bigint", "{0}::text", ["-9223372036854775808", "9223372036854775807"]),
        ("numeric(18,0)", "{0}::text", ["-999999999999999999", "999999999999999999", "0"]),
        ("numeric(15,2)", "trim_scale({0})::text", ["-9999999999999.99", "0.10", "12.30", "5.00", "0.01"]),
        ("numeric(16,2)", "{0}::text", ["-99999999999999.99", "0.10", "5.00"]),
        ("numeric(38,18)", "{0}::text", ["-12345678901234567890.123456789012345678", "0.000000000000000001", "100", "0"]),
        ("numeric(38,0)", "{0}::text", ["12345678901234567890123456789012345678", "10000", "-1"]),
        ("numeric", "{0}::text", ["0.00", "NaN", "12345678901234567890123456789.1234567890", "0.0001", "10000.0001"]),
        ("real", "{0}::text", ["0.1", "NaN", "-Infinity", "3.4028235e+38", "1e-45", "16777216"]),
        ("double precision", "{0}::text", ["0.1", "NaN", "Infinity", "1.7976931348623157e+308", "5e-324", "0.30000000000000004"]),
        ("boolean", "{0}::int::text", ["true", "false"]),
        ("char(8)", "{0}::text", ["a b", "", "ü"]),
        ("varchar(20)", "{0}", ["a ", "", "日本", "007", "1e5", "NULL", "x\\y'z"]),
        ("date", "{0}::text", ["0001-01-01", "9999-12-31", "2000-01-01", "1999-12-31"]),
        ("time", "{0}::text", ["00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.7"]),
        ("timetz", "{0}::text", ["01:02:03+05:30", "23:59:59.999999-08", "00:00:00+00", "12:00:00.5-03:30:15"]),
        ("timestamp", """to_char({0}, 'YYYY-MM-DD"T"HH24:MI:SS.US')""", ["0001-01-01", "9999-12-31 23:59:59.999999", "2024-02-29 12:00"]),
        ("timestamptz", """to_char({0}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
            ["2024-03-01 12:00:00.000001+02", "0001-01-01 00:00:00+00"]),
        ("interval", "{0}::text", ["1 mon -2 days", "00:00:01.5"]),
        ("bytea", "{0}::text", ["\\x00ff", "\\x"]),
        ("json", "{0}::text", ["{\"a\" : [1, \"b\"]}", "null"]),
    ];

    private const string Table = "testers.everything";

    [Theory, MemberData(nameof(Kinds))]
    public void Each_value_is_stored_as_the_source_has_it(string kind)
    {
        var rows = Enumerable.Range(0, Types.Max(t => t.Values.Length)).Select(
            i => $"({i}, '2024-05-01Z', {string.Join(", ", Types.Select(t => Literal(t.Type, t.Values[i % t.Values.Length])))})");
        var columns = string.Join(", ", Types.Select((t, i) => $"c{i} {t.Type}"));
        CreateTable(
            $"id integer PRIMARY KEY, updated_at timestamptz, {columns}",
            $"{string.Join(", ", rows)}, (99, '2024-05-02Z'{string.Concat(Enumerable.Repeat(", NULL", Types.Length))})");
        var target = Create(kind);

        Assert.Equal(8L, Delivered(target).RowsDelivered);

        for (var i = 0; i < Types.Length; i++)
        {
            var text = string.Format(CultureInfo.InvariantCulture, kind == "sqlite" ? Types[i].Sqlite : "{0}::text", $"c{i}");
            var written = CustomerTable.Texts(
                Source.Server, $"SET TimeZone = 'UTC'; SELECT coalesce({text}, 'NULL!') FROM {Table} ORDER BY id");
            Assert.Equal(Types[i].Type is "real" or "double precision" ? written.Select(Number) : written, Stored(target, $"c{i}"));
        }

        Assert.Equal(0L, Delivered(target).RowsDelivered);
        AssertDifferent(target);
        for (var i = 0; i < Types.Length; i++)
        {
            if (Types[i].Type is not ("bytea" or "json"))
            {
                // The second value where the first was, then NULL for a value, then a value for NULL.
                AssertChangeIsFound(target, $"c{i} = (SELECT c{i} FROM everything WHERE id = 1)", 0);
                AssertChangeIsFound(target, $"c{i} = NULL", 1);
                AssertChangeIsFound(target, $"c{i} = (SELECT c{i} FROM everything WHERE id = 0)", 99);
            }
        }

        target.Execute("DELETE FROM everything WHERE id = 2");
        target.Execute("UPDATE everything SET id = 1000 WHERE id = 3");
        AssertDifferent(target, "1000 Surplus", "2 Missing", "3 Missing");
        var removed = SyncTable(target, "-RemoveDeleted Delete -MaxDeletePercent 50").ThrowIfFailed().Output[0];
        Assert.Equal($"{Table} 1000: removed", $"{removed}");
        Delivered(target, "-Full");
        AssertDifferent(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Columns_have_the_types_of_the_source(string kind)
    {
        CreateTable(
            $"{string.Join(", ", Types.Select((t, i) => $"c{i} {t.Type}"))}, updated_at timestamptz, PRIMARY KEY (c2, c13)", rows: null);
        var target = Create(kind);
        Delivered(target);

        Assert.Equal(
            kind == "sqlite"
                ?
                [
                    "INTEGER 0", "INTEGER 0", "INTEGER 1", "INTEGER 0", "NUMERIC 0", "TEXT 0", "TEXT 0", "TEXT 0", "TEXT 0", "REAL 0",
                    "REAL 0", "INTEGER 0", "TEXT 0", "TEXT 2", "TEXT 0", "TEXT 0", "TEXT 0", "TEXT 0", "TEXT 0", "TEXT 0", "TEXT 0",
                    "TEXT 0", "TEXT 0",
                ]
                :
                [
                    "smallint", "integer", "bigint", "numeric(18,0)", "numeric(15,2)", "numeric(16,2)", "numeric(38,18)", "numeric(38,0)",
                    "numeric", "real", "double precision", "boolean", "text", "text", "date", "time without time zone",
                    "time with time zone", "timestamp without time zone", "timestamp with time zone", "text", "text", "text",
                    "timestamp with time zone",
                ],
            target.Query(
                kind == "sqlite"
                    ? "SELECT type || ' ' || pk FROM pragma_table_info('everything') ORDER BY cid"
                    : "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'everything'::regclass AND attnum > 0 "
                        + "ORDER BY attnum"));
    }

    [Theory]
    [InlineData("sqlite", "date")]
    [InlineData("postgresql", "date")]
    [InlineData("sqlite", "integer")]
    [InlineData("postgresql", "integer")]
    [InlineData("sqlite", "timestamp")]
    [InlineData("postgresql", "timestamp")]
    public void A_key_of_several_parts_takes_changes_by_any_cursor(string kind, string cursor)
    {
        var (first, second) = cursor == "integer" ? ("1", "2") : ("2024-05-01", "2024-05-02");
        CreateTable(
            $"region varchar(10), line integer, amount numeric(10,2), flag boolean, moment timestamptz, at {cursor}, note text, "
                + "PRIMARY KEY (region, line, amount, flag, moment)",
            $"""
            ('eu', 1, 1.50, true, '2024-01-01Z', '{first}', 'one'), ('EU', 1, 1.50, true, '2024-01-01Z', '{first}', 'two'),
            ('eu', 1, 1.50, true, '2024-01-02Z', '{first}', 'three'), ('', 2, 0, false, '2024-01-01Z', '{first}', 'four')
            """);
        var target = Create(kind);
        var parameters = "-CursorColumn at" + (cursor == "integer" ? " -Lookback 0" : "");
        Assert.Equal(4L, Delivered(target, parameters).RowsDelivered);

        Source.Server.Execute($"UPDATE {Table} SET note = 'changed', at = '{second}' WHERE region = 'eu' AND moment = '2024-01-01Z'");
        Delivered(target, parameters);

        Assert.Equal(
            ["changed", "four", "three", "two"], target.Query("SELECT note FROM everything ORDER BY note"));
        AssertDifferent(target);
        Source.Server.Execute($"DELETE FROM {Table} WHERE region = 'EU'");
        Delivered(target, $"{parameters} -RemoveDeleted Delete -MaxDeletePercent 50");
        Assert.Equal(["changed", "four", "three"], target.Query("SELECT note FROM everything ORDER BY note"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_table_without_a_key_is_refused(string kind)
    {
        CreateTable("updated_at timestamptz", "('2024-05-01Z')");

        AssertFailed(ErrorId.KeyNotFound, SyncTable(Create(kind), "-NoKey"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_unique_index_that_ignores_case_is_not_enough(string kind)
    {
        CreateTable("code varchar(10) PRIMARY KEY, updated_at timestamptz", "('a', '2024-05-01Z'), ('A', '2024-05-01Z')");
        var target = Create(kind);
        target.Execute(kind == "sqlite"
            ? "CREATE TABLE everything (code TEXT PRIMARY KEY COLLATE NOCASE, updated_at TEXT)"
            : """
              CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
              CREATE TABLE everything (code text COLLATE loose PRIMARY KEY, updated_at timestamptz)
              """);

        AssertFailed(ErrorId.DestinationSchemaMismatch, SyncTable(target));
    }

    private void AssertDifferent(Target target, params string[] differences) => Assert.Equal(differences, FindDifferences(target));

    private IEnumerable<string> FindDifferences(Target target) =>
        Run(target, $"Test-RedshiftSync {Table} @to").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .Select(d => (string)$"{d.Key} {d.Kind}").Order(StringComparer.Ordinal);

    private void AssertChangeIsFound(Target target, string change, int id)
    {
        target.Execute("CREATE TABLE before AS SELECT * FROM everything");
        target.Execute($"UPDATE everything SET {change} WHERE id = {id}");
        Assert.Equal($"{change}: {id} Stale", $"{change}: {string.Join(", ", FindDifferences(target))}");
        target.Execute("DELETE FROM everything");
        target.Execute("INSERT INTO everything SELECT * FROM before");
        target.Execute("DROP TABLE before");
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
        base.Dispose(disposing);
    }

    private void CreateTable(string columns, string? rows) => Source.Server.Execute($"""
        CREATE SCHEMA IF NOT EXISTS testers;
        GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
        DROP TABLE IF EXISTS {Table};
        CREATE TABLE {Table} ({columns});
        GRANT SELECT ON {Table} TO {PostgresServer.User};
        {(rows is null ? "" : $"INSERT INTO {Table} VALUES {rows}")}
        """);

    private ScriptResult SyncTable(Target target, string parameters = "") =>
        Run(target, $"Sync-RedshiftTable {Table} $state @to {parameters}");

    private new dynamic Delivered(Target target, string parameters = "", params (string Name, object? Value)[] more) =>
        SyncTable(target, parameters).ThrowIfFailed().Output[^1].BaseObject;

    private static IEnumerable<string> Stored(Target target, string column) => target is SqliteTarget
        ? Warehouse.Read(target.Address, $"SELECT {column} FROM everything ORDER BY id", r => r.IsDBNull(0) ? "NULL!" : Text(r.GetValue(0)))
        : target.Query($"SET TimeZone = 'UTC'; SELECT coalesce({column}::text, 'NULL!') FROM everything ORDER BY id").Select(value =>
            column is "c9" or "c10" ? Number(value!) : value!);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    // The shortest text of a number, which servers write in several forms.
    private static string Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Text(number) : text;

    private static string Literal(string type, string value) => $"CAST('{value.Replace("'", "''", StringComparison.Ordinal)}' AS {type})";
}
