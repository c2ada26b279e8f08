using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>
/// A table of every type with a key of two texts. What the destinations hold is read by psql and by the SQLite library, not by the module,
/// and Test-RedshiftSync finds the smallest change in a column of each type.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class EveryTypeTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const string Table = "testers.every_type";
    private const string IsoTime = """to_char({0}, 'YYYY-MM-DD"T"HH24:MI:SS.US')""";

    private static readonly EveryType[] Types =
    [
        new("smallint", ["-32768", "32767", "0"]) { Other = "32766" },
        new("integer", ["-2147483648", "2147483647", "7"]) { Other = "2147483646" },
        new("bigint", ["-9223372036854775808", "9223372036854775807", "70"]) { Other = "9223372036854775806" },
        new("numeric(18,0)", ["-999999999999999999", "999999999999999999", "8"]) { Other = "999999999999999998" },
        new("numeric(4,0)", ["-9999", "9999", "10"]) { Other = "9998" },
        new("numeric(15,2)", ["-9999999999999.99", "9999999999999.99", "9.10", "-0.01"]) { Other = "9999999999999.98", IsNumber = true },
        new("numeric(15,15)", ["-0.999999999999999", "0.000000000000001", "0.1"]) { Other = "0.000000000000002", IsNumber = true },
        new("numeric(16,2)", ["-99999999999999.99", "99999999999999.99", "0.10"]) { Other = "99999999999999.98" },
        new("numeric(38,18)",
            ["-99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999", "0.000000000000000001", "100"])
        {
            Other = "99999999999999999999.999999999999999998",
        },
        new("numeric(38,0)", ["-99999999999999999999999999999999999999", "99999999999999999999999999999999999999", "0"])
        {
            Other = "99999999999999999999999999999999999998",
        },
        new("numeric(38,38)", ["-0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001"])
        {
            Other = "0.00000000000000000000000000000000000002",
        },
        new("real", ["-3.4028235e+38", "0.1", "1e-45", "NaN", "Infinity", "-Infinity", "-0"]) { Other = "0.10000001", IsNumber = true },
        new("double precision", ["-1.7976931348623157e+308", "0.1", "5e-324", "NaN", "Infinity", "-Infinity", "-0", "0.30000000000000004"])
        {
            Other = "0.10000000000000002", IsNumber = true,
        },
        new("boolean", ["true", "false"]) { Sqlite = "{0}::int", Other = "true", OtherInSqlite = "1" },
        new("char(8)", ["a b", "  ü", "", "12345678"]) { Sqlite = "{0}::text", Other = "  u" },
        new("varchar(20)", ["a ", "a", "", "日本", "007", "1e5", "NULL", "\\N", "x\\y'z", "tab\there", "line\nbreak"]) { Other = "a " },
        new("text", ["-0.0", "", " ", "\U0001F642"]) { Other = "\\N" },
        new("date", ["0001-01-01", "9999-12-31", "2024-02-29"]) { Other = "9999-12-30" },
        new("time", ["00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.7"]) { Other = "23:59:59.999998" },
        new("timetz", ["00:00:00+00", "23:59:59.999999-08", "24:00:00+05:30", "12:00:00.5-03:30"]) { Other = "23:59:59.999998-08" },
        new("timestamp", ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2024-02-29 12:00:00.000001"])
        {
            Sqlite = IsoTime, Other = "9999-12-31 23:59:59.999998", OtherInSqlite = "9999-12-31T23:59:59.999998",
        },
        new("timestamptz", ["0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00", "2024-03-31 02:30:00.000001+02"])
        {
            Sqlite = $"{IsoTime} || 'Z'", Other = "9999-12-31 23:59:59.999998+00", OtherInSqlite = "9999-12-31T23:59:59.999998Z",
        },
        new("interval", ["1 year 2 mons", "-2 days +00:00:00.000001", "00:00:00"]) { Other = "-2 days +00:00:00.000002" },
        new("bytea", ["\\x00ff", "\\x"]),
        new("json", ["{\"a\" : [1, \"b\"]}", "null"]),
    ];

    private static readonly int Rows = Types.Max(type => type.Values.Length);

    /// <summary>The types that can be part of a key: a value, and another one that differs from it in one digit.</summary>
    public static TheoryData<string, string, string, string> KeyTypes { get; } = CreateKeyTypes();

    [Theory, MemberData(nameof(Kinds))]
    public void Independent_readers_find_the_values_of_the_source(string kind)
    {
        CreateTable();
        var target = Create(kind);

        Assert.Equal(Rows + 1L, Delivered(target).RowsDelivered);

        for (var i = 0; i < Types.Length; i++)
        {
            var type = Types[i];
            var name = $"{type.Name}: ";
            if (target is PostgresTarget database)
            {
                var expected = ReadSource($"c{i}{(type.Name == "char(8)" ? "::text" : "")}");
                var stored = Psql.Copy(Targets.Server, database.Database, $"SELECT c{i} FROM every_type ORDER BY region, code");
                Assert.Equal(expected.Select(text => name + text), stored.Select(text => name + text));
            }
            else
            {
                var expected = ReadSource(string.Format(CultureInfo.InvariantCulture, type.Sqlite, $"c{i}"));
                var stored = Warehouse.Query(target.Address, $"SELECT c{i} FROM every_type ORDER BY region, code", r => Text(r.GetValue(0)));
                Assert.Equal(expected.Select(text => name + type.Normalize(text)), stored.Select(text => name + text));
            }
        }

        Assert.Equal(0L, Delivered(target).RowsDelivered);
        Assert.Empty(FindDifferences(target));
    }

    [Fact]
    public void Numbers_of_up_to_15_digits_are_numbers_in_SQLite()
    {
        CreateTable();
        var target = Create("sqlite");
        Delivered(target);

        foreach (var i in Enumerable.Range(0, Types.Length).Where(i => Types[i].IsSqliteNumber))
        {
            // NaN and infinities have no number.
            Assert.Equal(
                ["c"],
                target.Query($"""
                    SELECT DISTINCT CASE WHEN typeof(c{i}) IN ('integer', 'real') OR c{i} IN ('NaN', 'Infinity', '-Infinity') THEN 'c'
                        ELSE typeof(c{i}) END
                    FROM every_type WHERE c{i} IS NOT NULL
                    """));
            var number = $"CASE WHEN c{i}::text NOT IN ('NaN', 'Infinity', '-Infinity') THEN c{i} END";
            Assert.Equal(
                (IEnumerable<string?>)ReadSource("code", $"{number} IS NOT NULL ORDER BY {number}, code"),
                target.Query($"SELECT code FROM every_type WHERE typeof(c{i}) IN ('integer', 'real') ORDER BY c{i}, code"));
            Assert.Equal(
                (IEnumerable<string?>)ReadSource("code", $"{number} < 9.5 ORDER BY code"),
                target.Query($"SELECT code FROM every_type WHERE typeof(c{i}) <> 'text' AND c{i} < 9.5 ORDER BY code"));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_smallest_change_of_each_type_is_found(string kind)
    {
        // A row for each change.
        var changes = new List<(int Column, string? Before, string? After, string? AfterInSqlite)>();
        for (var i = 0; i < Types.Length; i++)
        {
            if (Types[i].Other is { } other)
            {
                changes.Add((i, Types[i].Values[1], other, Types[i].OtherInSqlite ?? other));
                changes.Add((i, Types[i].Values[1], null, null));
                changes.Add((i, null, other, Types[i].OtherInSqlite ?? other));
                if (Types[i].Values.Contains(""))
                {
                    changes.Add((i, "", null, null));
                    changes.Add((i, null, "", ""));
                }
            }
        }

        var missing = Code(changes.Count, "missing");
        CreateTable(changes
            .Select((change, row) => Row(
                CodeOf(row), Types.Select((type, i) => Literal(type, i == change.Column ? change.Before : type.Values[1]))))
            .Append(Row(missing, Types.Select(type => Literal(type, type.Values[1])))));
        var target = Create(kind);
        Delivered(target);
        Assert.Empty(FindDifferences(target));

        for (var row = 0; row < changes.Count; row++)
        {
            var after = target is SqliteTarget ? changes[row].AfterInSqlite : changes[row].After;
            target.Execute($"UPDATE every_type SET c{changes[row].Column} = {Quote(after)} WHERE code = {Quote(CodeOf(row))}");
        }

        target.Execute("INSERT INTO every_type (region, code) VALUES ('eu', 'surplus')");
        target.Execute($"DELETE FROM every_type WHERE code = {Quote(missing)}");
        Assert.Equal(
            changes.Select((_, row) => $"{Region}/{CodeOf(row)} Stale").Append("eu/surplus Surplus").Append($"{Region}/{missing} Missing")
                .Order(StringComparer.Ordinal),
            FindDifferences(target).Order(StringComparer.Ordinal));

        string CodeOf(int row) => Code(row, Types[changes[row].Column].Name);
    }

    [Theory, MemberData(nameof(KeyTypes))]
    public void A_change_in_a_key_is_a_missing_and_a_surplus_row(string kind, string type, string value, string other)
    {
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (name varchar(20), k {type}, updated_at timestamp, PRIMARY KEY (name, k));
            INSERT INTO {Table} VALUES ('a', {Quote(value)}, '2024-05-01'), ('a ', {Quote(value)}, '2024-05-01'),
                ('é', {Quote(other)}, '2024-05-02');
            GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        var target = Create(kind);
        Delivered(target);
        Assert.Empty(FindDifferences(target));
        var text = type is "boolean" or "char(8)" ? "k::text" : "k";
        var keys = Psql.Copy(Source.Server, PostgresServer.Database, $"SELECT {text} FROM {Table} ORDER BY updated_at, name");
        var (before, after) = (keys[0], keys[2]);

        // The other value as the third row has it.
        target.Execute("UPDATE every_type SET k = (SELECT k FROM every_type WHERE name = 'é') WHERE name = 'a '");
        AssertDifferences([$"a /{before} Missing", $"a /{after} Surplus"]);

        target.Execute("UPDATE every_type SET k = (SELECT k FROM every_type WHERE name = 'a'), name = 'A' WHERE name = 'a '");
        AssertDifferences([$"a /{before} Missing", $"A/{before} Surplus"]);

        // Removed and delivered again, the destination is equal.
        SyncTable(target, "-RemoveDeleted Delete -MaxDeletePercent 50").ThrowIfFailed();
        Delivered(target, "-Full");
        AssertDifferences([]);

        void AssertDifferences(string[] expected) =>
            Assert.Equal(expected.Order(StringComparer.Ordinal), FindDifferences(target).Order(StringComparer.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        Source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
        base.Dispose(disposing);
    }

    private const string Region = "É ";

    private static TheoryData<string, string, string, string> CreateKeyTypes()
    {
        var types = new (string Name, string Value, string Other)[]
        {
            ("smallint", "10", "11"),
            ("integer", "2147483647", "2147483646"),
            ("bigint", "9223372036854775807", "9223372036854775806"),
            ("numeric(15,2)", "9999999999999.99", "9999999999999.98"),
            ("numeric(38,18)", "12345678901234567890.123456789012345678", "12345678901234567890.123456789012345679"),
            ("boolean", "true", "false"),
            ("char(8)", "a 1", "a 2"),
            ("varchar(20)", "é ", "é"),
            ("text", "e\u0301", "é"),
            ("date", "9999-12-30", "9999-12-31"),
            ("timestamp", "2024-05-01 00:00:00.000001", "2024-05-01 00:00:00.000002"),
            ("timestamptz", "2024-05-01 00:00:00.000001+00", "2024-05-01 00:00:00.000002+00"),
        };
        var data = new TheoryData<string, string, string, string>();
        foreach (var (name, value, other) in types)
        {
            data.Add("sqlite", name, value, other);
            data.Add("postgresql", name, value, other);
        }

        return data;
    }

    private static string Code(int row, string name) => $"{row:000} {name} ";

    private static string Row(string code, IEnumerable<string> values) =>
        $"({Quote(Region)}, {Quote(code)}, '2024-05-01', {string.Join(", ", values)})";

    private void CreateTable() => CreateTable(Enumerable.Range(0, Rows + 1).Select(row =>
        Row(Code(row, "row"), Types.Select(type => Literal(type, row < type.Values.Length ? type.Values[row] : null)))));

    private void CreateTable(IEnumerable<string> rows) => Source.Server.Execute($"""
        CREATE SCHEMA IF NOT EXISTS testers;
        GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
        DROP TABLE IF EXISTS {Table};
        CREATE TABLE {Table} (region varchar(10), code varchar(40), updated_at timestamptz,
            {string.Join(", ", Types.Select((type, i) => $"c{i} {type.Name}"))}, PRIMARY KEY (region, code));
        INSERT INTO {Table} VALUES {string.Join(", ", rows)};
        GRANT SELECT ON {Table} TO {PostgresServer.User}
        """);

    private List<string> ReadSource(string expression, string condition = "true ORDER BY region, code") =>
        Psql.Copy(Source.Server, PostgresServer.Database, $"SELECT {expression} FROM {Table} WHERE {condition}");

    private ScriptResult SyncTable(Target target, string parameters = "") =>
        Run(target, $"Sync-RedshiftTable {Table} $state @to {parameters}");

    private dynamic Delivered(Target target, string parameters = "") =>
        SyncTable(target, parameters).ThrowIfFailed().Output[^1].BaseObject;

    private List<string> FindDifferences(Target target) =>
    [
        .. Run(target, $"Test-RedshiftSync {Table} @to").ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject)
            .Select(d => (string)$"{d.Key} {d.Kind}"),
    ];

    private static string Literal(EveryType type, string? value) => $"CAST({Quote(value)} AS {type.Name})";

    private static string Quote(string? value) => value is null ? "NULL" : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    // As COPY escapes it.
    private static string Text(object value) => value is DBNull ? "\\N"
        : Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record EveryType(string Name, string[] Values)
    {
        /// <summary>An expression for the text that SQLite stores.</summary>
        public string Sqlite { get; init; } = "{0}";

        /// <summary>A value that differs from the second one as little as possible; null if the type is not compared.</summary>
        public string? Other { get; init; }

        /// <summary>The same in a SQLite file, if it differs.</summary>
        public string? OtherInSqlite { get; init; }

        /// <summary>Whether SQLite stores a number that is written in another form.</summary>
        public bool IsNumber { get; init; }

        /// <summary>Whether SQLite stores a number.</summary>
        public bool IsSqliteNumber => IsNumber || Name is "smallint" or "integer" or "bigint" or "numeric(18,0)" or "numeric(4,0)";

        /// <summary>The text of a value that SQLite returns as a number. SQLite has no negative zero.</summary>
        public string Normalize(string text) =>
            IsNumber && double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? (number == 0 ? "0" : number.ToString(CultureInfo.InvariantCulture))
                : text;
    }
}
