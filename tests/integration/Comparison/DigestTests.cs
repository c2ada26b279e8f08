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
    // A text with a declared length, one without, a padded one, and others than texts. The key has one part or two.
    private static readonly Column[] Columns =
    [
        new("updated_at") { IsCursor = true, Type = ColumnType.Named("timestamp") },
        new("first_name") { Type = ColumnType.Named("varchar") with { Length = 400 } },
        new("last_name") { Type = ColumnType.Named("varchar") },
        new("customer_id") { KeyPart = 1, Type = ColumnType.Named("bigint") },
        new("padded") { Type = ColumnType.Named("char") with { Length = 120 } },
        new("at") { Type = ColumnType.Named("timestamptz") },
        new("number") { Type = ColumnType.Named("smallint") },
    ];

    // Extreme keys and times.
    private static readonly (long Key, DateTime? Timestamp)[] Ends =
    [
        (long.MinValue, new(2024, 10, 27, 2, 30, 0)), (long.MinValue + 1, null), (-1, DateTime.MinValue),
        (0, DateTime.MaxValue.AddTicks(-9)), (long.MaxValue, new DateTime(2024, 1, 1).AddMicroseconds(1)),
    ];

    [Theory]
    [InlineData(false, DigestKind.Content, 1)]
    [InlineData(false, DigestKind.Key, 1)]
    [InlineData(false, DigestKind.Content, 2)]
    [InlineData(true, DigestKind.Content, 1)]
    [InlineData(true, DigestKind.Key, 2)]
    [InlineData(true, DigestKind.Content, 2)]
    internal void Digests_from_SQL_and_from_code_are_equal_for_every_row(bool onRedshift, DigestKind kind, int keyParts)
    {
        const int Buckets = 16;
        ISqlDialect dialect = onRedshift ? RedshiftDialect.Instance : PostgresDialect.Instance;
        var schema = new TableSchema(
            new TableName("testers", "digests"), Columns.Select(c => c.Name == "last_name" && keyParts == 2 ? c with { KeyPart = 2 } : c));
        var rows = Insert();
        using var redshift = onRedshift ? new RedshiftServer(source.Server) : null;
        using var connection = Open(redshift?.Port ?? source.Server.Port);
        var query = new DigestQuery(schema.Table.Quoted, schema, dialect, kind)
        {
            Cursor = schema.Cursor.Quoted,
            CursorText = schema.Cursor.Codec.CanonicalText(schema.Cursor.Quoted, schema.Cursor.Type!),
            Claim = "customer_id < 1010",
        };

        // A row without a part of its key is never delivered.
        var expected = rows.Where(r => keyParts == 1 || r.Texts[1] is not null)
            .Select(r => Digest(new RowHash(new DigestLayout(schema, kind)), schema, r, Buckets)).ToArray();
        var sums = new BucketSums(Buckets);
        foreach (var row in expected.Where(r => !r.IsUnclaimed))
        {
            sums.Add(row.Bucket, 1, row.Cursor is null ? 0 : 1, (ulong)row.Digest);
        }

        var everything = BucketFilter.Of(Buckets, _ => true);
        Assert.Equal(expected.ToHashSet(), Read(query.Rows(everything), r => query.ReadRows(r, everything).ToHashSet()));
        var found = Read(query.Summaries(Buckets), r => DigestQuery.ReadSummaries(r, Buckets));
        Assert.Empty(found.FindDifferences(sums).All);
        Assert.Equal((sums.Filled, sums.HasNullCursor), (found.Filled, found.HasNullCursor));

        // Of more than are listed, which the statement does not filter.
        var many = BucketFilter.Of(8192, b => b != expected.Length);
        Assert.Null(many.Listed);
        Assert.Equal(
            expected.Select(r => (r.Key, r.Digest)).ToHashSet(),
            Read(query.Rows(many), r => query.ReadRows(r, many).Select(d => (d.Key, d.Digest)).ToHashSet()));

        // Of some buckets, and in their order.
        var some = BucketFilter.Of(Buckets, b => b % 3 == 1).From(5);
        var read = Read(query.Rows(some), r => query.ReadRows(r, some).ToList());
        Assert.Equal(expected.Where(r => r.Bucket is 7 or 10 or 13).ToHashSet(), read.ToHashSet());
        Assert.Equal(read.Select(r => r.Bucket).Order(), read.Select(r => r.Bucket));

        T Read<T>(string sql, Func<IRowReader, T> read)
        {
#pragma warning disable CA2100 // The module's own statement.
            using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            using var reader = new DriverReader(command.ExecuteReader());
            return read(reader);
        }
    }

    private Row[] Insert()
    {
        Row[] rows =
        [
            .. Ends.Select((e, i) => new Row(e.Key, e.Timestamp, EdgeCaseTexts.All[i], EdgeCaseTexts.All[^(i + 1)], null)),
            .. EdgeCaseTexts.All.Select(
                (text, i) => new Row(1000 + i, new DateTime(2024, 5, 1).AddMicroseconds(i), text, EdgeCaseTexts.All[^(i + 1)], text)),
        ];
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS testers.digests;
            CREATE TABLE testers.digests (
                customer_id bigint, first_name varchar(400), last_name varchar, padded char(120),
                updated_at timestamp, "at" timestamptz, number smallint);
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON testers.digests TO {PostgresServer.User}
            """);
        using var connection = new NpgsqlConnection(source.Server.SuperUserConnectionString);
        connection.Open();
        foreach (var row in rows)
        {
            using var command = new NpgsqlCommand(
                "INSERT INTO testers.digests VALUES ($1, $2, $3, $4, $5::timestamp, $5::timestamp AT TIME ZONE 'UTC', $1 % 100)",
                connection);
            command.Parameters.Add(new() { Value = row.Key });
            foreach (var text in row.Texts)
            {
                command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value });
            }

            // As text: the driver sends the first and the last time of .NET as infinity.
            var timestamp = row.Timestamp?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);
            command.Parameters.Add(new() { Value = (object?)timestamp ?? DBNull.Value });
            command.ExecuteNonQuery();
        }

        return rows;
    }

    private static RowDigest Digest(RowHash hash, TableSchema schema, Row row, int buckets)
    {
        var layout = new DigestLayout(schema, DigestKind.Content);
        hash.Start();
        foreach (var part in layout.Key)
        {
            Add(hash, part, row);
        }

        var bucket = hash.Bucket(buckets, out var keyHash);
        foreach (var part in layout.Rest)
        {
            Add(hash, part, row);
        }

        var key = schema.KeyColumns.Length == 1 ? row.Key : KeyValue.Of(row.Key, row.Texts[1]!);
        return new RowDigest(bucket, key, hash.Digest(keyHash))
        {
            IsUnclaimed = row.Key >= 1010,
            Cursor = row.Timestamp is { } time ? RawTimestamp.Of(time) : null,
        };
    }

    private static void Add(RowHash hash, DigestPart part, Row row)
    {
        object? value = part.Column.Name switch
        {
            "customer_id" => row.Key,
            "first_name" => row.Texts[0],
            "last_name" => row.Texts[1],
            "padded" => row.Texts[2],
            "number" => row.Key % 100,
            _ => row.Timestamp,
        };
        switch (value)
        {
            case null:
                hash.AddNull();
                break;
            case string text:
                hash.Add(((Utf8Codec)part.Column.Codec).Canonical(Encoding.UTF8.GetBytes(text)), part.Form);
                break;
            default:
                Span<byte> canonical = stackalloc byte[ColumnCodec.MaxCanonicalWidth];
                var stored = value is long number
                    ? new StoredValue(number)
                    : new StoredValue(Encoding.UTF8.GetBytes(IsoTimestamp.Format((DateTime)value)));
                var length = part.Column.Codec.WriteCanonical(stored, part.Column.Type!, canonical)!.Value;
                hash.Add(canonical[..length], part.Form);
                break;
        }
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

    private sealed record Row(long Key, DateTime? Timestamp, params string?[] Texts);
}
