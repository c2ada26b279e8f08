using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Session;

/// <summary>Values of every type come as the server itself writes them.</summary>
[Collection(SharedSource.Name)]
public sealed class ColumnTypeTests : IDisposable
{
    private static readonly TableName Table = new("testers", "all types");

    // A type, and two values of it.
    private static readonly (string Type, string First, string Second)[] Types =
    [
        ("bigint", "-9223372036854775808", "9223372036854775807"),
        ("timestamp", "0001-01-01", "9999-12-31 23:59:59.999999"),
        ("smallint", "-32768", "32767"),
        ("integer", "-2147483648", "2147483647"),
        ("numeric(38,10)", "-1234567890123456.1234567890", "79228162514264337.0000000000"),
        ("numeric", "0.00", "12345678901234567890.12345"),
        ("real", "0.1", "NaN"),
        ("double precision", "-0.1", "Infinity"),
        ("boolean", "true", "false"),
        ("char(8)", "a b", "ü"),
        ("varchar(20)", "a ", "日本"),
        ("text", "", "x\\y'z"),
        ("date", "0001-01-01", "9999-12-31"),
        ("time", "00:00:00", "23:59:59.999999"),
        ("timetz", "01:02:03+05:30", "23:59:59.999999-08"),
        ("timestamptz", "2024-03-01 12:00:00.000001+02", "1970-01-01 00:00:00+00"),
        ("interval", "1 mon -2 days", "00:00:01.5"),
        ("uuid", "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"),
        ("integer[]", "{1,2}", "{}"),
        ("bytea", "\\x00ff", "\\x"),
        ("json", "{\"a\": 1}", "null"),
    ];

    private readonly SourceFixture _source;

    public ColumnTypeTests(SourceFixture source)
    {
        _source = source;
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table.Quoted};
            CREATE TABLE {Table.Quoted} ({string.Join(", ", Types.Select((t, i) => $"c{i} {t.Type}"))}, PRIMARY KEY (c0));
            INSERT INTO {Table.Quoted} VALUES {Row(t => t.First)}, {Row(t => t.Second)},
                {Row(t => t.Type is "bigint" ? "0" : t.Type == "timestamp" ? "2024-03-01" : null)};
            GRANT SELECT ON {Table.Quoted} TO {PostgresServer.User};
            ALTER ROLE {PostgresServer.User} SET DateStyle = 'German'
            """);
    }

    public void Dispose() =>
        _source.Server.Execute($"ALTER ROLE {PostgresServer.User} RESET DateStyle; DROP TABLE {Table.Quoted}");

    [Fact]
    public void Values_come_as_the_server_writes_them()
    {
        using var session = DirectSession.Open(_source);
        var schema = Describe(session);

        using var rows = session.OpenRows(
            new SqlStatement($"SELECT {schema.SelectList} FROM {Table.Quoted} ORDER BY c0", []), schema, default);
        var read = new List<string>();
        while (rows.Read())
        {
            read.Add(string.Join('|', schema.Columns.Select(c => Text(c, c.Codec.Read(rows, c)))));
        }

        var texts = Types.Select((t, i) =>
            $"coalesce({(t.Type == "timestamptz" ? $"(c{i} AT TIME ZONE 'UTC')::text || '+00'" : $"c{i}::text")}, '-')");
        var written = (string)_source.Server.Scalar(
            $"SELECT string_agg(concat_ws('|', {string.Join(", ", texts)}), chr(10) ORDER BY c0) FROM {Table.Quoted}")!;
        Assert.Equal(written.Split('\n'), read);
    }

    [Fact]
    public void The_description_has_names_types_and_their_sizes()
    {
        using var session = DirectSession.Open(_source);

        var columns = session.DescribeTable(Table, default);

        Assert.Equal(Types.Select((_, i) => ($"c{i}", i)), columns.Select(c => (c.Name, c.Ordinal)));
        Assert.Equal((1700u, 38, 10), (columns[4].Type!.Oid, columns[4].Type!.Precision, columns[4].Type!.Scale));
        Assert.Equal((null, null), (columns[5].Type!.Precision, columns[5].Type!.Scale));
        Assert.Equal((8, 20, null), (columns[9].Type!.Length, columns[10].Type!.Length, columns[11].Type!.Length));
        Assert.Equal(["uuid"], columns.Where(c => c.Type!.Oid == 2950).Select(c => c.Type!.Name));
        Assert.Equal(4, columns.Count(c => !c.Codec.IsKnown));
        var missing = Assert.Throws<SyncException>(() => session.DescribeTable(new TableName("testers", "missing"), default));
        Assert.Equal(ErrorId.TableNotFound, missing.ErrorId);
    }

    [Fact]
    public void A_catalog_is_read_as_text()
    {
        using var session = DirectSession.Open(_source);

        var rows = session.QueryText(
            new SqlStatement(
                "SELECT k.conkey, k.contype, NULL FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid WHERE t.relname = @table",
                [new("table", Table.Name, SqlValueType.Text)]),
            default);

        Assert.Equal([["{1}", "p", null]], rows);
    }

    private static string Row(Func<(string Type, string First, string Second), string?> value)
    {
        var values = Types.Select(t => value(t) is { } text ? $"CAST({Literal(text)} AS {t.Type})" : "NULL");
        return $"({string.Join(", ", values)})";
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static TableSchema Describe(ISourceSession session) => new(
        Table,
        session.DescribeTable(Table, default)
            .Select(c => c.Ordinal == 0 ? c with { KeyPart = 1 } : c.Ordinal == 1 ? c with { IsCursor = true } : c));

    private static string Text(Column column, object? value) => (value, column.Type!.Kind) switch
    {
        (null, _) => "-",
        (bool flag, _) => flag ? "true" : "false",
        (DateTime day, ColumnKind.Date) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        (DateTime time, ColumnKind.Timestamp) => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        (DateTime time, _) => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "+00",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
