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

    private static readonly int Rows = EveryType.All.Max(type => type.Values.Length);

    /// <summary>The types that can be part of a key: a value, and another one that differs from it in one digit.</summary>
    public static TheoryData<string, string, string, string> KeyTypes { get; } = CreateKeyTypes();

    [Theory, MemberData(nameof(Kinds))]
    public void Independent_readers_find_the_values_of_the_source(string kind)
    {
        CreateTable();
        var target = Create(kind);

        Assert.Equal(Rows + 1L, Delivered(target).RowsDelivered);

        for (var i = 0; i < EveryType.All.Length; i++)
        {
            var type = EveryType.All[i];
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
                var stored = Warehouse.Query(
                    target.Address, $"SELECT c{i} FROM every_type ORDER BY region, code", r => Text(r.GetValue(0)));
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

        foreach (var i in Enumerable.Range(0, EveryType.All.Length).Where(i => EveryType.All[i].IsSqliteNumber))
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
        for (var i = 0; i < EveryType.All.Length; i++)
        {
            if (EveryType.All[i].Other is { } other)
            {
                changes.Add((i, EveryType.All[i].Values[1], other, EveryType.All[i].OtherInSqlite ?? other));
                changes.Add((i, EveryType.All[i].Values[1], null, null));
                changes.Add((i, null, other, EveryType.All[i].OtherInSqlite ?? other));
                if (EveryType.All[i].Values.Contains(""))
                {
                    changes.Add((i, "", null, null));
                    changes.Add((i, null, "", ""));
                }
            }
        }

        var missing = Code(changes.Count, "missing");
        CreateTable(changes
            .Select((change, row) => Row(
                CodeOf(row), EveryType.All.Select((type, i) => Literal(type, i == change.Column ? change.Before : type.Values[1]))))
            .Append(Row(missing, EveryType.All.Select(type => Literal(type, type.Values[1])))));
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

        string CodeOf(int row) => Code(row, EveryType.All[changes[row].Column].Name);
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
        Row(Code(row, "row"), EveryType.All.Select(type => Literal(type, row < type.Values.Length ? type.Values[row] : null)))));

    private void CreateTable(IEnumerable<string> rows) => Source.Server.Execute($"""
        CREATE SCHEMA IF NOT EXISTS testers;
        GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
        DROP TABLE IF EXISTS {Table};
        CREATE TABLE {Table} (region varchar(10), code varchar(40), updated_at timestamptz,
            {string.Join(", ", EveryType.All.Select((type, i) => $"c{i} {type.Name}"))}, PRIMARY KEY (region, code));
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
}
