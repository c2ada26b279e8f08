using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RedshiftSync.UnitTests.Sql;

/// <summary>
/// Conditions on keys of one to three parts, evaluated by a database over every row of a small world, NULLs included, against the order
/// that they stand for.
/// </summary>
public sealed class KeyPredicateTests : IDisposable
{
    private static readonly long?[] Values = [1, 2, 3, null];

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public KeyPredicateTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_after_a_position_and_rows_up_to_it_are_those_of_the_order(int parts)
    {
        var key = KeyOf(parts);
        var rows = Insert(key);
        var predicate = new KeyPredicate(key, "id");
        foreach (var position in rows.Where(row => !row.Contains(null)))
        {
            var values = predicate.Bind(KeyValue.Of([.. position.Cast<object>()])).ToArray();

            Assert.Equal(Texts(rows.Where(row => Compare(row, position) > 0)), Select(key, predicate.After, values));
            Assert.Equal(Texts(rows.Where(row => Compare(row, position) <= 0)), Select(key, predicate.UpTo, values));
        }
    }

    // Two positions in one statement, as when a run looks back, have parameters of their own.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_statement_reads_what_lies_behind_its_start_and_up_to_its_end(int parts)
    {
        var key = KeyOf(parts);
        Column[] columns = [.. key, new("c") { IsCursor = true }];
        var schema = new TableSchema(new TableName(null, "t"), columns);
        var rows = Insert([.. key, columns[^1]]);
        var positions = rows.Where(row => !row.Contains(null)).ToArray();
        foreach (var start in positions)
        {
            foreach (var end in positions)
            {
                var query = new ChangeQuery(schema, new CursorAxis(SqlValueType.Timestamp), WatermarkOf(start), Before: null)
                {
                    Through = WatermarkOf(end),
                };
                var (condition, values) = query.Condition();

                Assert.Equal(
                    Texts(rows.Where(row => row[^1] is not null && CompareDated(row, start) > 0 && CompareDated(row, end) <= 0)),
                    Select([.. key, columns[^1]], condition, values));
            }
        }
    }

    // The order of the servers: part by part, NULL last.
    private static int Compare(IEnumerable<long?> left, IEnumerable<long?> right) => left.Zip(right)
        .Select(pair => (pair.First ?? long.MaxValue).CompareTo(pair.Second ?? long.MaxValue))
        .FirstOrDefault(order => order != 0);

    private static int CompareDated(long?[] left, long?[] right) => Compare([left[^1], .. left[..^1]], [right[^1], .. right[..^1]]);

    private static Watermark WatermarkOf(long?[] row) =>
        new(new DateTime(row[^1]!.Value, DateTimeKind.Utc), KeyValue.Of([.. row[..^1].Cast<object>()]));

    private static ImmutableArray<Column> KeyOf(int parts) =>
        [.. Enumerable.Range(1, parts).Select(i => new Column($"k{i}") { KeyPart = i })];

    private static IEnumerable<string> Texts(IEnumerable<long?[]> rows) => rows.Select(row => string.Join('/', row.Select(Text))).Order();

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private List<long?[]> Insert(IReadOnlyList<Column> columns)
    {
        var rows = columns.Aggregate<Column, List<long?[]>>(
            [[]], (rows, _) => [.. rows.SelectMany(row => Values.Select(value => (long?[])[.. row, value]))]);
        Execute($"CREATE TABLE t ({string.Join(", ", columns.Select(c => c.Name))})", []);
        foreach (var row in rows)
        {
            Execute($"INSERT INTO t VALUES ({string.Join(", ", row.Select(Text))})", []);
        }

        return rows;
    }

    private IEnumerable<string> Select(IReadOnlyList<Column> columns, string condition, IEnumerable<SqlParameterValue> values) =>
        Execute($"SELECT {string.Join(" || '/' || ", columns.Select(c => $"coalesce({c.Name}, 'NULL')"))} FROM t WHERE {condition}", values)
            .Order();

    private List<string> Execute(string sql, IEnumerable<SqlParameterValue> values)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The module's own conditions.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value.Name, value.Value is DateTime time ? time.Ticks : value.Value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
