using System.Text;
using Npgsql;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Digests computed by databases in SQL and by the module are identical.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class DigestTests(SourceFixture source)
{
    private static readonly TableSchema Schema = new(
        new TableName("testers", "digests"),
        [
            new Column("updated_at") { IsCursor = true }, new Column("first_name"), new Column("last_name"),
            new Column("customer_id") { KeyPart = 1 }, new Column("padded") { Type = ColumnType.Named("char") },
        ]);

    // Extreme keys and times.
    private static readonly (long Key, DateTime? Timestamp)[] Ends =
    [
        (long.MinValue, new(2024, 10, 27, 2, 30, 0)), (long.MinValue + 1, null), (-1, DateTime.MinValue), (0, DateTime.MaxValue.AddTicks(-9)), (long.MaxValue, new DateTime(2024, 1, 1).AddMicroseconds(1)),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Digests_from_SQL_and_from_code_are_equal_for_every_row(bool onRedshift, bool ofKeys)
    {
        ISqlDialect dialect = onRedshift ? RedshiftDialect.Instance : PostgresDialect.Instance;
        var kind = ofKeys ? DigestKind.Key : DigestKind.Content;
        var rows = Insert();
        using var redshift = onRedshift ? new RedshiftServer(source.Server) : null;
        using var connection = Open(redshift?.Port ?? source.Server.Port);
        var sql = new DigestQuery(Schema.Table.Quoted, Schema, dialect, kind) { Timestamp = Schema.Cursor.Name };
        KeyRange[] everything = [new(long.MinValue, -1), new(0, long.MaxValue)];

        var expected = rows.Select(r => (r.Key, Digest: Hash(kind, r))).OrderBy(r => r.Key).ToArray();

        Assert.Equal(expected, Query(connection, sql.Digests(everything)).Select(r => ((long)r[0], ((long)r[1], (long)r[2]))).OrderBy(r => r.Item1));
        Assert.Equal([long.MinValue, long.MaxValue, rows.LongLength], Query(connection, sql.Extent())[0]);

        // Every other pair of keys, and the extremes: few ranges become conditions, many become a list.
        foreach (var ranges in new[] { Pairs(1000, 10), Pairs(1000, 40), Pairs(-3, 600), Pairs(long.MinValue, 20), Pairs(long.MaxValue - 79, 20) })
        {
            Assert.Equal(
                expected.Where(r => ranges.Any(range => r.Key >= range.First && r.Key <= range.Last)),
                Query(connection, sql.Digests(ranges)).Select(r => ((long)r[0], ((long)r[1], (long)r[2]))).OrderBy(r => r.Item1));
        }

        foreach (var (origin, range) in new[] { (long.MinValue, everything[0]), (0L, everything[1]) })
        {
            const long Width = 1L << 40;
            var summaries = expected.Where(r => r.Key >= range.First && r.Key <= range.Last).GroupBy(r => (r.Key - origin) / Width)
                .Select(g => new BucketSummary(g.Key, g.Count(), g.Sum(r => r.Digest.Part1), g.Sum(r => r.Digest.Part2))).OrderBy(s => s.Bucket);

            Assert.Equal(summaries, Query(connection, sql.Summaries([range], origin, Width)).Select(r => new BucketSummary((long)r[0], (long)r[1], (long)r[2], (long)r[3])).OrderBy(s => s.Bucket));
        }
    }

    private static KeyRange[] Pairs(long first, int count) => [.. Enumerable.Range(0, count).Select(i => new KeyRange(first + (4 * i), first + (4 * i) + 1))];

    private Row[] Insert()
    {
        Row[] rows =
        [
            .. Ends.Select((e, i) => new Row(e.Key, e.Timestamp, EdgeCaseTexts.All[i], EdgeCaseTexts.All[^(i + 1)], null)),
            .. EdgeCaseTexts.All.Select((text, i) => new Row(1000 + i, new DateTime(2024, 5, 1).AddMicroseconds(i), text, EdgeCaseTexts.All[^(i + 1)], text)),
        ];
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS testers.digests;
            CREATE TABLE testers.digests (customer_id bigint, first_name varchar(400), last_name varchar(400), padded char(120), updated_at timestamp);
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON testers.digests TO {PostgresServer.User}
            """);
        using var connection = new NpgsqlConnection(source.Server.SuperUserConnectionString);
        connection.Open();
        foreach (var row in rows)
        {
            using var command = new NpgsqlCommand("INSERT INTO testers.digests VALUES ($1, $2, $3, $4, $5::timestamp)", connection);
            command.Parameters.Add(new() { Value = row.Key });
            foreach (var text in row.Texts)
            {
                command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value });
            }

            // As text: the driver sends the first and the last time of .NET as infinity.
            command.Parameters.Add(new() { Value = (object?)row.Timestamp?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture) ?? DBNull.Value });
            command.ExecuteNonQuery();
        }

        return rows;
    }

    private static (long Part1, long Part2) Hash(DigestKind kind, Row row)
    {
        var hash = new RowHash(kind);
        hash.Start(row.Key);
        foreach (var (text, i) in row.Texts.Select((t, i) => (t, i)))
        {
            hash.Add(Encoding.UTF8.GetBytes((i == 2 ? text?.TrimEnd(' ') : text) ?? ""), text is null);
        }

        return hash.Finish(row.Timestamp);
    }

    // The module's settings with an older driver.
    private NpgsqlConnection Open(int port)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(source.Server.ConnectionString)
        {
            Port = port,
            Timezone = "UTC",
            ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static List<object[]> Query(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The module's own statement.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, Math.Min(reader.FieldCount, 4)).Select(i => reader.GetDataTypeName(i).StartsWith("timestamp", StringComparison.Ordinal) ? 0 : reader.GetValue(i))]);
        }

        return rows;
    }

    private sealed record Row(long Key, DateTime? Timestamp, params string?[] Texts);
}
