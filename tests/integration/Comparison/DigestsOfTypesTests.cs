using System.Globalization;
using System.Text;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>
/// The digests and the keys of rows of every type are the same whether a source computes them, a PostgreSQL destination, or the module from
/// the values that it reads.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class DigestsOfTypesTests : IDisposable
{
    private const int Buckets = 8;
    private const int Rows = 300;
    private static readonly TableName Table = new("testers", "digests of types");

    // The column, its type at the source, and its type in a PostgreSQL destination.
    private static readonly (string Name, string Type, string Stored)[] Columns =
    [
        ("id", "bigint", "bigint"),
        ("d", "date", "date"),
        ("n", "numeric(20,4)", "numeric"),
        ("b", "boolean", "boolean"),
        ("t", "timestamp", "timestamp"),
        ("z", "timestamptz", "timestamptz"),
        ("c", "char(12)", "text"),
        ("v", "varchar(200)", "text"),
        ("i", "smallint", "numeric"),
        ("r", "real", "real"),
        ("f", "double precision", "double precision"),
        ("x", "numeric(38,18)", "numeric(38,18)"),
        ("y", "numeric(18,0)", "numeric(18,0)"),
        ("h", "time", "time"),
        ("hz", "timetz", "timetz"),
        ("l", "text", "text"),
        ("p", "interval", "text"),
        ("j", "json", "text"),
    ];

    private readonly SourceFixture _source;

    public DigestsOfTypesTests(SourceFixture source)
    {
        _source = source;
        Insert();
    }

    public void Dispose() =>
        _source.Server.Execute($"ALTER ROLE {PostgresServer.User} RESET ALL; DROP TABLE {Table.Quoted}; DROP TABLE testers.stored");

    [Theory]
    [InlineData("z", "id")]
    [InlineData("d", "n")]
    [InlineData("id", "c", "d")]
    [InlineData("t", "v", "id", "b")]
    [InlineData("i", "n", "d", "b", "t", "z", "c", "v", "id")]
    [InlineData("z", "z", "id")]
    public void Digests_and_keys_are_equal_on_all_sides(string cursor, params string[] key)
    {
        using var session = DirectSession.Open(_source);
        var schema = new TableSchema(
            Table,
            session.DescribeTable(Table, default).Select(c => c with
            {
                IsCursor = c.Name == cursor,
                KeyPart = Array.IndexOf(key, c.Name) is var i and >= 0 ? i + 1 : null,
            }));
        var filter = BucketFilter.Of(Buckets, _ => true);

        foreach (var kind in (DigestKind[])[DigestKind.Content, DigestKind.Key])
        {
            var expected = ReadRows(session, schema, kind);

            var query = Query(Table.Quoted, schema, session.Identity.Dialect, kind);
            using (var rows = session.OpenDigests(new SqlStatement(query.Rows(filter), []), schema, default))
            {
                Assert.Equal(expected, query.ReadRows(rows, filter).ToHashSet());
            }

            query = Query("testers.stored", schema, PostgresDialect.Instance, kind);
            Assert.Equal(kind == DigestKind.Content, query.NeedsFloatDigits);
            using (var rows = OpenStored(query.Rows(filter)))
            {
                Assert.Equal(expected, query.ReadRows(rows, filter).ToHashSet());
            }
        }

        Assert.Equal("j", string.Join(',', DigestLayout.FindUncompared(schema)));
    }

    private static DigestQuery Query(string table, TableSchema schema, ISqlDialect dialect, DigestKind kind)
    {
        var cursor = schema.Cursor;
        return new DigestQuery(table, schema, dialect, kind)
        {
            Cursor = cursor.Codec.CursorOrder(cursor.Quoted),
            CursorText = cursor.Codec.CanonicalText(cursor.Quoted, cursor.Type!),
        };
    }

    // What the module computes of the rows that a sync reads.
    private static HashSet<RowDigest> ReadRows(ISourceSession session, TableSchema schema, DigestKind kind)
    {
        var layout = new DigestLayout(schema, kind);
        var (roles, hash) = (new RowRoles(schema), new RowHash(layout));
        var digests = new HashSet<RowDigest>();
        using var rows = session.OpenRows(new SqlStatement($"SELECT {schema.SelectList} FROM {Table.Quoted}", []), schema, default);
        while (rows.Read())
        {
            hash.Start();
            Add(layout.Key);
            var bucket = hash.Bucket(Buckets, out var keyHash);
            Add(layout.Rest);
            digests.Add(new RowDigest(bucket, roles.ReadKey(rows)!.Value, hash.Digest(keyHash)) { Cursor = Order(roles.ReadCursor(rows)) });
        }

        Assert.Equal(Rows, digests.Count);
        return digests;

        void Add(IEnumerable<DigestPart> parts)
        {
            foreach (var part in parts)
            {
                DigestsOfTypesTests.Add(hash, part, rows);
            }
        }
    }

    private static void Add(RowHash hash, DigestPart part, IRowReader row)
    {
        var column = part.Column;
        if (row.IsNull(column.Ordinal))
        {
            hash.AddNull();
        }
        else if (column.Codec.IsComparedAsText)
        {
            hash.Add(((Utf8Codec)column.Codec).Canonical(row.GetBytes(column.Ordinal)), part.Form);
        }
        else
        {
            Span<byte> text = stackalloc byte[ColumnCodec.MaxCanonicalWidth];
            hash.Add(text[..column.Codec.WriteCanonical(Stored(row, column), column.Type!, text)!.Value], part.Form);
        }
    }

    // As a file of SQLite holds it.
    private static StoredValue Stored(IRowReader row, Column column) => column.Codec.IsText
        ? new(row.GetBytes(column.Ordinal))
        : column.Codec.Read(row, column) switch
        {
            short number => new(number),
            long number => new(number),
            bool flag => new(flag ? 1L : 0L),
            float number when float.IsFinite(number) => new((double)number),
            double number when double.IsFinite(number) => new(number),
            DateTime time => new(Encoding.UTF8.GetBytes(IsoTimestamp.Format(time))),
            var special => new(Encoding.UTF8.GetBytes(Convert.ToString(special, CultureInfo.InvariantCulture)!)),
        };

    private static long? Order(CursorValue? cursor) => cursor?.Kind switch
    {
        null => null,
        CursorKind.Integer => cursor.Value.Integer,
        CursorKind.Day => long.Parse(cursor.Value.Time.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => RawTimestamp.Of(cursor.Value.Time),
    };

    private DriverReader OpenStored(string sql)
    {
        var connection = new NpgsqlConnection(_source.Server.SuperUserConnectionString);
        connection.Open();
#pragma warning disable CA2100 // The module's own statement.
        using var set = new NpgsqlCommand("SET extra_float_digits TO 0", connection);
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        set.ExecuteNonQuery();
        return new DriverReader(command.ExecuteReader(System.Data.CommandBehavior.CloseConnection));
    }

    private void Insert()
    {
        // A user's own settings have no effect.
        _source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; DROP TABLE IF EXISTS {Table.Quoted}; DROP TABLE IF EXISTS testers.stored;
            CREATE TABLE {Table.Quoted} ({string.Join(", ", Columns.Select(c => $"{c.Name} {c.Type}"))});
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User}; GRANT SELECT ON {Table.Quoted} TO {PostgresServer.User};
            ALTER ROLE {PostgresServer.User} SET extra_float_digits = -5; ALTER ROLE {PostgresServer.User} SET DateStyle = 'German'
            """);
        using var connection = new NpgsqlConnection(_source.Server.SuperUserConnectionString);
        connection.Open();
        var values = string.Join(", ", Columns.Select((c, i) => $"CAST(nullif(v{i}, '') AS {c.Type})"));
        var arrays = string.Join(", ", Columns.Select((_, i) => $"${i + 1}"));
        var names = string.Join(", ", Columns.Select((_, i) => $"v{i}"));
        using var command = new NpgsqlCommand(
            $"INSERT INTO {Table.Quoted} SELECT {values} FROM unnest({arrays}) AS rows({names})", connection);
        foreach (var column in Columns)
        {
            command.Parameters.Add(new() { Value = Values(column.Name, column.Type) });
        }

        command.ExecuteNonQuery();
        _source.Server.Execute(
            $"CREATE TABLE testers.stored AS SELECT {string.Join(", ", Columns.Select(Stored))} FROM {Table.Quoted}");

        // With other zeros at the end, which mean nothing.
        static string Stored((string Name, string Type, string Stored) column) =>
            $"CAST({column.Name} AS {column.Stored}){(column.Name == "n" ? " * 1.000" : "")} AS {column.Name}";
    }

    // Every seventh value of a column that is part of no key is NULL.
    private static string[] Values(string name, string type)
    {
        var random = new Random(name[0]);
        var texts = EdgeCaseTexts.All.Where(text => !string.IsNullOrEmpty(text)).ToArray();
        string[] values = type switch
        {
            "smallint" => [.. Enumerable.Range(0, Rows).Select(_ => $"{random.Next(100)}")],
            "bigint" => [.. Enumerable.Range(0, Rows).Select(i => $"{(i * 1_000_000_007L) - 5}")],
            "boolean" => [.. Enumerable.Range(0, Rows).Select(_ => random.Next(2) == 0 ? "true" : "false")],
            "char(12)" => [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? $"{i}" : $"k/{i} ü")],
            "varchar(200)" or "text" => [.. Enumerable.Range(0, Rows).Select(i => texts[i % texts.Length]!)],
            "interval" => [.. Enumerable.Range(0, Rows).Select(i => $"{i} days {i * 7} microseconds")],
            "json" => [.. Enumerable.Range(0, Rows).Select(i => $"[{i}]")],
            _ => [.. RandomValues.Of(type, random, Rows).Take(Rows)],
        };
        return name is "r" or "f" or "x" or "y" or "h" or "hz" or "l" or "p" ? [.. values.Select((v, i) => i % 7 == 6 ? "" : v)] : values;
    }
}
