using System.Text;
using Microsoft.Data.Sqlite;
using RedshiftSync.Adapters.Sqlite;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>Digests of values of every type in a SQLite file. The integration tests compare the texts with those of servers.</summary>
public sealed class SqliteDigestsOfTypesTests
{
    [Theory]
    [InlineData("bigint", "INTEGER", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("bigint", "INTEGER", "'zero'", null)]
    [InlineData("bigint", "INTEGER", "1.5", null)]
    [InlineData("numeric(12,2)", "NUMERIC", "'12.30'", "12.30")]
    [InlineData("numeric(12,2)", "NUMERIC", "5", "5.00")]
    [InlineData("numeric(12,2)", "NUMERIC", "'0.005'", "0.005")]
    [InlineData("numeric(12,2)", "NUMERIC", "-0.07", "-0.07")]
    [InlineData("numeric(12,2)", "NUMERIC", "'NaN'", "NaN")]
    [InlineData("numeric(12,2)", "NUMERIC", "0.1 + 0.2", "0.30000000000000004")]
    [InlineData("numeric(18,0)", "INTEGER", "999999999999999999", "999999999999999999")]
    [InlineData("numeric(38,18)", "TEXT", "'12345678901234567890.123456789012345678'", "12345678901234567890.123456789012345678")]
    [InlineData("numeric(38,3)", "TEXT", "'0'", "0.000")]
    [InlineData("numeric(38,3)", "TEXT", "'-'", null)]
    [InlineData("numeric", "TEXT", "'120.00'", "da4fb5c6e93e74d3df8527599fa62642")]
    [InlineData("numeric", "TEXT", "'0.0100'", "04817efd11c15364a6ec239780038862")]
    [InlineData("real", "REAL", "0.1", "0.100000001490116 1.2490009027033e-16")]
    [InlineData("real", "REAL", "0.10000000149011612", "0.100000001490116 1.2490009027033e-16")]
    [InlineData("real", "REAL", "0.1000000001", null)]
    [InlineData("real", "REAL", "'1.0e+300'", null)]
    [InlineData("double precision", "REAL", "0.1", "0.1 0")]
    [InlineData("double precision", "REAL", "-0.0", "0")]
    [InlineData("double precision", "REAL", "'NaN'", "NaN")]
    [InlineData("double precision", "REAL", "'-Infinity'", "-Infinity")]
    [InlineData("double precision", "REAL", "9e999", "Infinity")]
    [InlineData("double precision", "REAL", "'much'", null)]
    [InlineData("boolean", "BOOLEAN", "1", "true")]
    [InlineData("boolean", "INTEGER", "0", "false")]
    [InlineData("boolean", "INTEGER", "2", null)]
    [InlineData("date", "TEXT", "'2024-03-01'", "2024-03-01")]
    [InlineData("date", "TEXT", "'2024-3-1'", null)]
    [InlineData("time", "TEXT", "'12:34:56.5'", "01 12:34:56.500000")]
    [InlineData("time", "TEXT", "'24:00:00'", "02 00:00:00.000000")]
    [InlineData("timetz", "TEXT", "'01:00:00+05:30'", "31 19:30:00.000000")]
    [InlineData("timestamp", "TEXT", "'2024-03-01T12:00:00.000001'", "2024-03-01 12:00:00.000001")]
    [InlineData("timestamptz", "TEXT", "'2024-03-01T12:00:00.000001Z'", "2024-03-01 12:00:00.000001")]
    [InlineData("timestamptz", "TEXT", "'soon'", null)]
    [InlineData("varchar(20)", "TEXT", "'a/b '", "4:a/b ")]
    [InlineData("varchar", "TEXT", "''", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("char(8)", "TEXT", "'a   '", "1:a")]
    [InlineData("super", "TEXT", "'{}'", "")]
    public void A_value_is_digested_as_its_text(string type, string declaration, string value, string? text)
    {
        var column = new Column("v") { Type = TypeOf(type) };

        // A type without a text is left out of the digest.
        var expected = text is null ? "1/?/" + Md5(value.Trim('\'')) : text.Length == 0 ? "1" : "1/" + text;
        Assert.Equal(FirstBits($"{expected}/-"), Digest(column, declaration, value).Digest);
    }

    // The same as ColumnCodec.ReadKeyPart returns for the source's row.
    [Theory]
    [InlineData("numeric(12,2)", "NUMERIC", "5", "5.00")]
    [InlineData("numeric(38,18)", "TEXT", "'0.5'", "0.500000000000000000")]
    [InlineData("boolean", "INTEGER", "0", "false")]
    [InlineData("date", "TEXT", "'2024-03-01'", "2024-03-01")]
    [InlineData("timestamp", "TEXT", "'2024-03-01T12:00:00.000001'", "2024-03-01 12:00:00.000001")]
    [InlineData("timestamptz", "TEXT", "'2024-03-01T12:00:00.000001Z'", "2024-03-01 12:00:00.000001+00")]
    [InlineData("varchar(20)", "TEXT", "'a/b '", "a/b ")]
    [InlineData("varchar(20)", "TEXT", "''", "")]
    [InlineData("char(8)", "TEXT", "'a   '", "a")]
    [InlineData("boolean", "INTEGER", "7", "7")]
    public void A_part_of_a_key_is_read_back_as_the_source_has_it(string type, string declaration, string value, string part)
    {
        var column = new Column("v") { KeyPart = 2, Type = TypeOf(type) };

        Assert.Equal(KeyValue.Of(1L, part), Digest(column, declaration, value).Key);
        Assert.Equal(KeyValue.Of(part), Digest(column with { KeyPart = 1 }, declaration, value).Key);
    }

    [Theory]
    [InlineData("date", "TEXT", "'2024-03-01'", "2024-03-01")]
    [InlineData("bigint", "INTEGER", "-7", "-7")]
    [InlineData("timestamp", "TEXT", "'2024-03-01T12:00:00.000001Z'", "2024-03-01 21:00:00.000001")]
    public void A_cursor_of_any_kind_is_digested(string type, string declaration, string value, string text)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var times = LocalTimes.Of(
            new CursorAxis(SqlValueType.Timestamp, zone), new(new(start.AddDays(100), 1), Guid.NewGuid(), start));

        var digest = Digest(new Column("v") { IsCursor = true, Type = TypeOf(type) }, declaration, value, times);

        Assert.Equal(FirstBits($"1/{text}"), digest.Digest);
    }

    private static RowDigest Digest(Column column, string declaration, string value, LocalTimes? times = null)
    {
        Column[] columns =
        [
            new("id") { KeyPart = column.KeyPart == 1 ? null : 1, Type = ColumnType.Named("bigint") },
            column,
            .. column.IsCursor ? [] : (Column[])[new("u") { IsCursor = true, Type = ColumnType.Named("date") }],
        ];
        var schema = new TableSchema(new TableName(null, "t"), columns);
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // SQL written by tests.
        command.CommandText = $"CREATE TABLE t (id INTEGER, v {declaration}, u TEXT); INSERT INTO t VALUES (1, {value}, NULL)";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        var digests = new SqliteDigests(
            new SqliteBusyRetry("t.db", connection.Handle!), connection.Handle!, new SqliteSchema("t", schema), DigestKind.Content,
            times ?? LocalTimes.Utc);
        return Assert.Single(digests.ReadRows(BucketFilter.Of(1, _ => true), default));
    }

    private static ColumnType TypeOf(string name)
    {
        var parts = name.Split('(', ',', ')');
        var type = ColumnType.Named(parts[0]);
        return parts.Length == 1 ? type
            : type.Kind == ColumnKind.Numeric ? type with { Precision = Number(1), Scale = Number(2) }
            : type with { Length = Number(1) };

        int Number(int i) => int.Parse(parts[i], System.Globalization.CultureInfo.InvariantCulture);
    }

#pragma warning disable CA5351 // The digest under test uses MD5.
    private static string Md5(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static long FirstBits(string content) => Convert.ToInt64(Md5(content)[..15], 16);
}
