using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Keys and cursors of every type, read from each position to the end of the next group. A position that is bound in a wrong type, or
/// compared otherwise than the server sorts, would lose or repeat rows.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class KeyOrderTests(SourceFixture source) : IDisposable
{
    private const string Texts =
        "'', ' ', 'a', 'A', 'a ', 'A  ', 'ab', 'AB', 'a-b', 'Ab ', 'b', E'a\\t', E'a\\n', '_', '''', '\\', '日本', '日本 ', '😀', "
        + "'é', 'É', U&'e\\0301', 'ß', 'ss', 'SS', 'σ', 'ς', 'Σ', 'ﬁ', 'fi', U&'\\212A', "
        + "'k', 'K', 'ａ', U&'a\\0001', U&'a\\200D', 'İ', 'i', 'ı'";

    private const string Days = "'0001-01-01', '2024-02-29', '2024-03-01', '9999-12-31'";

    private const string Times =
        "'0001-01-01', '2024-03-01 00:00:00.000001', '2024-03-01 00:00:00.000002', '2024-03-01', '9999-12-31 23:59:59.999999'";

    private const string Numbers = "'0', '0.00', '1', '1.0', '1.00', '1.000000000000000000001', '-1', '-1.0', '100', '1e2', '100.0', 'NaN'";

    private static readonly TableName Table = new("testers", "key order");

    private static readonly CountingObserver Observer = new();

    private static readonly int Repetitions = TestSize.Of(20, usual: 1);

    // The values of each type; NULL is never a part of a key.
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["smallint"] = "-32768, -1, 0, 1, 32767",
        ["integer"] = "-2147483648, -1, 0, 1, 2147483647",
        ["bigint"] = "-9223372036854775808, -1, 0, 1, 9223372036854775807",
        ["boolean"] = "true, false",
        ["date"] = Days,
        ["timestamp"] = Times,
        ["timestamptz"] = "'0001-01-01 00:00+00', '2024-03-01 12:00:00.000001+02', '2024-03-01 10:00:00.000001+00', '2024-03-01 10:00+00'",
        ["numeric"] = Numbers,
        ["numeric(10,2)"] = "0, 1, 1.01, -1, 99999999.99, 'NaN'",
        ["char(4)"] = "'', 'a', 'A', 'ab', 'AB', 'a-b', 'é', E'a\\t', '日本', '_'",
        ["bpchar"] = Texts,
        ["varchar(9)"] = Texts,
        ["text"] = Texts,
        ["text COLLATE \"C\""] = Texts,
        ["text COLLATE \"und-x-icu\""] = Texts,
        ["text COLLATE testers.nocase"] = Texts,
        ["varchar(9) COLLATE testers.noaccent"] = Texts,
        ["char(4) COLLATE testers.nocase"] = "'', 'a', 'A', 'ab', 'AB', 'aB', 'é', 'É', '日本', '_'",
    };

    public static TheoryData<string, string[]> Shapes => new()
    {
        { "timestamp", ["text", "integer"] },
        { "timestamp", ["integer", "text"] },
        { "date", ["char(4)", "date", "smallint"] },
        { "timestamp", ["numeric", "boolean", "timestamp"] },
        { "bigint", ["numeric(10,2)", "text COLLATE \"C\""] },
        { "timestamptz", ["text COLLATE \"und-x-icu\"", "timestamptz"] },
        { "smallint", ["varchar(9)", "bigint"] },
        { "timestamptz", ["bpchar", "integer"] },
        { "timestamp", ["boolean", "bpchar"] },
        { "integer", ["numeric"] },
        { "date", ["text"] },
        { "timestamp", ["timestamptz"] },
        { "date", ["text COLLATE testers.nocase"] },
        { "timestamp", ["text COLLATE testers.nocase", "integer"] },
        { "timestamp", ["boolean", "char(4) COLLATE testers.nocase", "numeric"] },
        { "bigint", ["varchar(9) COLLATE testers.noaccent", "date"] },
    };

    public void Dispose() => source.Server.Execute($"DROP VIEW IF EXISTS testers.\"view\"; DROP TABLE IF EXISTS {Table.Quoted}");

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_row_comes_once_wherever_reading_stops(string cursor, string[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var access = new ReconnectingSource(
            _ => DirectSession.Open(source), new RetryPolicy(TimeProvider.System, 0), Observer, default);
        for (var seed = 0; seed < Repetitions; seed++)
        {
            var expected = Fill(cursor, key, seed);
            foreach (var table in new[] { Table, new TableName("testers", "view") })
            {
                var schema = new TableSchema(table, access.Session.DescribeTable(table, default).Select(c => c with
                {
                    KeyPart = c.Name[0] == 'k' ? c.Name[1] - '0' : null,
                    IsCursor = c.Name == "c",
                }));
                Assert.All(schema.Columns, c => Assert.Null(c.FindMisfit()));
                var zone = cursor is "timestamp" or "date" ? TimeZoneInfo.FindSystemTimeZoneById("America/New_York") : null;

                // Of the view, one row in seven is skipped.
                bool IsSkipped(int number) => table != Table && number % 7 == 0;
                Observer.Skipped = 0;
                Assert.Equal(
                    expected.Where(n => !IsSkipped(n)),
                    ReadGroupByGroup(access, schema, CursorAxis.Of(schema, zone), IsSkipped).Order());
                Assert.Equal(expected.Count(IsSkipped), Observer.Skipped);
            }
        }
    }

    private List<int> Fill(string cursor, string[] key, int seed)
    {
        var columns = key.Select((type, i) => $"k{i + 1} {type}").Prepend($"c {cursor}").Append("n serial");
        var names = string.Join(", ", key.Select((_, i) => $"k{i + 1}"));
        var cross = string.Join(
            " CROSS JOIN ", key.Select((type, i) => $"unnest(ARRAY[{Values[type]}]::{Bare(type)}[]) AS v{i}(k{i + 1})"));
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            CREATE COLLATION IF NOT EXISTS testers.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE COLLATION IF NOT EXISTS testers.noaccent (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
            DROP TABLE IF EXISTS {Table.Quoted} CASCADE;
            CREATE TABLE {Table.Quoted} ({string.Join(", ", columns)});
            SELECT setseed({seed / 100.0});
            INSERT INTO {Table.Quoted} (c, {names})
                SELECT (ARRAY[{CursorValues(cursor)}])[1 + floor(random() * 3)]::{cursor}, {names} FROM {cross} ORDER BY random() LIMIT 50;
            INSERT INTO {Table.Quoted} (c, {names}) SELECT c, {names} FROM {Table.Quoted} WHERE random() < 0.2;
            CREATE VIEW testers."view" AS SELECT * FROM {Table.Quoted};
            GRANT SELECT ON {Table.Quoted}, testers."view" TO {PostgresServer.User}
            """);
        return [.. CustomerTable.Texts(source.Server, $"SELECT n FROM {Table.Quoted} ORDER BY n").Select(int.Parse)];
    }

    // An array has no collation of its own.
    private static string Bare(string type) => type.Split(" COLLATE ")[0];

    private static string CursorValues(string cursor) => cursor switch
    {
        "date" => "'2024-03-10', '2024-03-11', '2024-11-03'",
        "timestamp" => "'2024-03-10 01:59:59.999999', '2024-11-03 01:30:00', '2024-11-03 01:30:00.000001'",
        "timestamptz" => "'2024-03-10 01:59:59.999999+00', '2024-03-10 02:00+00', '2024-11-03 01:30:00.000001+00'",
        _ => "-32768, 0, 32767",
    };

    private static List<int> ReadGroupByGroup(ReconnectingSource access, TableSchema schema, CursorAxis axis, Func<int, bool> isSkipped)
    {
        var number = schema["n"];
        var position = new Watermark(CursorValue.Earliest(axis.Kind), null);
        for (var rows = new List<int>(); ;)
        {
            using var feed = new ChangeFeed<int>(
                access,
                new ReadPlan(schema, axis, position, null) { ForCheckpoint = true, SkipUnreadable = true },
                (row, _, _) => (int)row.GetInt64(number.Ordinal) is var n && !isSkipped(n) ? n : throw new UnreadableValueException("bad"),
                Observer);
            if (!feed.ReadGroup(rows))
            {
                return rows;
            }

            Assert.NotEqual(position, feed.Position);
            position = feed.Position!.Value;
        }
    }

    private sealed class CountingObserver : IRunObserver
    {
        public int Skipped { get; set; }

        public void Warn(string message) => Assert.Fail(message);

        public void Detail(string message)
        {
        }

        public void Skip(SkippedRow row) => Skipped++;

        public void Progress(long rows, double? fraction)
        {
        }
    }
}
