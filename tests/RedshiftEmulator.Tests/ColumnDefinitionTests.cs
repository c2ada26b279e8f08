using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class ColumnDefinitionTests(EmulatorFixture fixture)
{
    [Theory]
    [InlineData("bytea")]
    [InlineData("money")]
    [InlineData("inet")]
    [InlineData("bit(3)")]
    [InlineData("serial")]
    [InlineData("bigserial PRIMARY KEY")]
    [InlineData("integer[]")]
    [InlineData("varchar(10)[]")]
    [InlineData("interval")]
    [InlineData("name")]
    [InlineData("oid")]
    [InlineData("\"char\"")]
    public void A_type_of_version_8_0_is_not_supported_in_a_table(string type)
    {
        var error = fixture.Shared.Refused($"CREATE TEMP TABLE IF NOT EXISTS t (id int PRIMARY KEY, x {type}, y int)");

        Assert.Equal("0A000", error.SqlState);
        Assert.StartsWith("Column \"t.x\" has unsupported type", error.MessageText, StringComparison.Ordinal);
        Assert.Equal("0A000", fixture.Shared.Refused($"ALTER TABLE a.t ADD COLUMN x {type}").SqlState);
        Assert.Equal("0A000", fixture.Shared.Refused($"ALTER TABLE t ADD x {type}").SqlState);
    }

    [Theory]
    [InlineData("uuid")]
    [InlineData("json")]
    [InlineData("jsonb")]
    [InlineData("xml")]
    [InlineData("hstore")]
    [InlineData("tsvector")]
    [InlineData("int4range")]
    [InlineData("redshift_varchar(20)")]
    public void A_later_type_does_not_exist(string type) =>
        Assert.Equal("42704", fixture.Shared.Refused($"CREATE TABLE dev.testers.t (x {type} NOT NULL)").SqlState);

    [Theory]
    [InlineData("x numeric(39, 2)")]
    [InlineData("x varchar(65536)")]
    [InlineData("x char(4097)")]
    public void A_type_can_be_too_long(string column) =>
        Assert.Equal("22023", fixture.Shared.Refused($"CREATE TEMP TABLE t ({column})").SqlState);

    [Fact]
    public void A_table_has_columns_of_every_type_of_Redshift()
    {
        using var connection = fixture.Open();

        connection.Run("""
            CREATE TEMP TABLE t (
                a smallint, b int, c bigint, d decimal(38, 37), e real, f double precision, g boolean, h char(10), i varchar(65535),
                j date, k timestamp, l timestamptz, m time, n timetz, o super, p varbyte(100), q geometry, r geography, s hllsketch,
                t interval year to month, u interval day to second (3), v character varying(10) NOT NULL, w timestamp without time zone,
                y varbinary(9), z binary varying(9), aa nvarchar(9),
                PRIMARY KEY (a, b), UNIQUE (c));
            INSERT INTO t (a, b, o, p, v) VALUES (1, 1, '{"x": 1}', 'ff', '');
            ALTER TABLE t ADD COLUMN x super;
            """);

        using var command = connection.Command("SELECT o, p, t, x, y, z, aa FROM t");
        command.AllResultTypesAreUnknown = true;
        using var reader = command.ExecuteReader();
        Assert.Equal([4000u, 6551u, 1188u, 4000u, 6551u, 6551u, 1043u], Enumerable.Range(0, 7).Select(reader.GetDataTypeOID));
    }
}
