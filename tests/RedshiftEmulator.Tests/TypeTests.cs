using System.Reflection;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class TypeTests : IDisposable
{
    private readonly EmulatorFixture _fixture;

    public TypeTests(EmulatorFixture fixture)
    {
        _fixture = fixture;
        fixture.Backend.Execute("""
            CREATE TABLE testers.types (
                id int PRIMARY KEY, s super, v varbyte(20), w varbyte, g geometry, h geography, k hllsketch, ym interval year to month,
                y interval year, ds interval day to second, i interval, tz timetz, c char(5), t varchar(10), blanks redshift_varchar(20),
                ci case_insensitive_varchar(20));
            INSERT INTO testers.types VALUES (
                1, '{"a": [1, null]}', 'deadbeef', '00', '0101', '0102', '{"version":1}', '1 year 2 months', '3 years', '1 day 02:03:04.5',
                '1 month', '12:34:56+02', 'c', 't', 'Blank  ', 'Case ');
            CREATE VIEW testers.types_view AS SELECT s, v, ym, blanks FROM testers.types;
            GRANT SELECT ON testers.types, testers.types_view TO PUBLIC;
            """);
    }

    public void Dispose() => _fixture.Backend.Execute("DROP VIEW testers.types_view; DROP TABLE testers.types");

    [Fact]
    public void Columns_have_the_numbers_of_Redshift_and_values_as_text()
    {
        Assert.Equal(
            (Column[])[
                new("id", 23, -1, "1"),
                new("s", 4000, 16_384_000, """{"a": [1, null]}"""),
                new("v", 6551, 24, "deadbeef"),
                new("w", 6551, 64_004, "00"),
                new("g", 3000, -1, "0101"),
                new("h", 3001, -1, "0102"),
                new("k", 2935, -1, """{"version":1}"""),
                new("ym", 1188, null, "1 year 2 mons"),
                new("y", 1188, null, "3 years"),
                new("ds", 1190, null, "1 day 02:03:04.5"),
                new("i", 1186, -1, "1 mon"),
                new("tz", 1266, -1, "12:34:56+02"),
                new("c", 1042, 9, "c    "),
                new("t", 1043, 14, "t"),
                new("blanks", 1043, 24, "Blank  "),
                new("ci", 1043, 24, "Case "),
            ],
            Read("SELECT * FROM testers.types").Select(column => column with
            {
                Modifier = column.Type is 1188 or 1190 ? null : column.Modifier,
            }));
    }

    [Theory]
    [InlineData("SELECT s, v, ym, blanks FROM testers.types_view")]
    [InlineData("SELECT s, v, ym, blanks FROM (SELECT * FROM testers.types ORDER BY id LIMIT 1) AS t")]
    [InlineData("SELECT s, v, ym, blanks FROM testers.types UNION ALL SELECT * FROM testers.types_view LIMIT 1")]
    [InlineData("SELECT coalesce(s, s), coalesce(v, v), ym, max(blanks) OVER () FROM testers.types")]
    public void Views_and_expressions_keep_the_types(string sql)
    {
        Assert.Equal([4000, 6551, 1188, 1043], Read(sql).Select(column => column.Type));
    }

    [Fact]
    public void A_value_in_binary_format_is_its_text()
    {
        // The driver does not read a type that it does not know in binary format.
        Assert.Equal("deadbeef", _fixture.Backend.Scalar("SELECT convert_from(varbyte_send(v), 'UTF8') FROM testers.types"));
    }

    [Fact]
    public void The_catalog_names_the_types()
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            [
                "id integer", "s super", "v binary varying(20)", "w binary varying", "g geometry", "h geography", "k hllsketch",
                "ym interval year to month", "y interval year", "ds interval day to second", "i interval", "tz time with time zone",
                "c character(5)", "t character varying(10)", "blanks character varying(20)", "ci character varying(20)",
            ],
            connection.Column<string>("""
                SELECT column_name || ' ' || data_type FROM svv_redshift_columns WHERE table_name = 'types' ORDER BY ordinal_position
                """));
        Assert.Equal(
            4000u,
            connection.Scalar("""
                SELECT atttypid FROM pg_attribute JOIN pg_class c ON attrelid = c.oid WHERE relname = 'types' AND attname = 's'
                """));
    }

    [Theory]
    [InlineData("SELECT json_serialize(s) FROM testers.types", """{"a": [1, null]}""")]
    [InlineData("SELECT s::varchar FROM testers.types", null)]
    [InlineData("SELECT json_parse('\"x\"')::varchar", "x")]
    [InlineData("SELECT to_hex(v) FROM testers.types", "deadbeef")]
    [InlineData("SELECT to_hex(255)", "ff")]
    [InlineData("SELECT from_hex('6162')::varchar", "ab")]
    [InlineData("SELECT to_hex('ab'::varchar::varbyte)", "6162")]
    [InlineData("SELECT md5(json_serialize(s) || to_hex(v)) FROM testers.types", "a7dff17311d3eba2bf3d96b1c65abea2")]
    public void Functions_and_casts_make_text_of_the_types(string sql, string? expected) =>
        Assert.Equal(expected, _fixture.Shared.Scalar(sql));

    [Fact]
    public void A_varchar_compares_without_trailing_blanks()
    {
        _fixture.Backend.Execute("""
            CREATE TABLE testers.blanks (k redshift_varchar(20), n int); GRANT SELECT ON testers.blanks TO PUBLIC;
            INSERT INTO testers.blanks VALUES ('a ', 1), ('a', 2), ('a!', 3), ('A', 4), ('ä  ', 5)
            """);
        try
        {
            using var connection = _fixture.Open();

            Assert.Equal(["A", "a ", "a", "a!", "ä  "], connection.Column<string>("SELECT k FROM testers.blanks ORDER BY k, n"));
            Assert.Equal(2L, connection.Scalar("SELECT count(*) FROM testers.blanks WHERE k = 'a   '"));
            Assert.Equal(2L, connection.Scalar("SELECT count(*) FROM testers.blanks WHERE k > 'a'::varchar"));
            Assert.Equal(4L, connection.Scalar("SELECT count(DISTINCT k) FROM testers.blanks"));
            Assert.Equal("ä  ", connection.Scalar("SELECT max(k) FROM testers.blanks"));
            Assert.Equal(2, connection.Scalar("SELECT length(k) FROM testers.blanks WHERE n = 1"));
            Assert.Equal("a .", connection.Scalar("SELECT k || '.' FROM testers.blanks WHERE n = 1"));
            using var command = connection.Command("SELECT count(*) FROM testers.blanks WHERE k >= @low AND (k > @low OR n > 1)");
            command.Parameters.AddWithValue("low", "a");
            Assert.Equal(3L, command.ExecuteScalar());
        }
        finally
        {
            _fixture.Backend.Execute("DROP TABLE testers.blanks");
        }
    }

    [Fact]
    public void A_case_insensitive_varchar_compares_without_case()
    {
        _fixture.Backend.Execute("""
            CREATE TABLE testers.cases (k case_insensitive_varchar(20), n int); GRANT SELECT ON testers.cases TO PUBLIC;
            INSERT INTO testers.cases VALUES ('b', 1), ('B ', 2), ('A', 3), ('_', 4)
            """);
        try
        {
            using var connection = _fixture.Open();

            Assert.Equal(["_", "A", "b", "B "], connection.Column<string>("SELECT k FROM testers.cases ORDER BY k, n"));
            Assert.Equal(2L, connection.Scalar("SELECT count(*) FROM testers.cases WHERE k = 'B'"));
            Assert.Equal(3L, connection.Scalar("SELECT count(DISTINCT k) FROM testers.cases"));
            Assert.ThrowsAny<PostgresException>(() => _fixture.Backend.Execute("""
                CREATE TABLE testers.unique_cases (k case_insensitive_varchar(20) PRIMARY KEY);
                INSERT INTO testers.unique_cases VALUES ('x'), ('X')
                """));
        }
        finally
        {
            _fixture.Backend.Execute("DROP TABLE testers.cases");
        }
    }

    private List<Column> Read(string sql)
    {
        using var connection = _fixture.Open();
        using var command = connection.Command(sql);
        command.AllResultTypesAreUnknown = true;
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return
        [
            .. Enumerable.Range(0, reader.FieldCount).Select(i =>
                new Column(reader.GetName(i), (int)reader.GetDataTypeOID(i), Modifier(reader, i), reader.GetString(i))),
        ];
    }

    // The driver reads modifiers without publishing them.
    private static int Modifier(NpgsqlDataReader reader, int column)
    {
        const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        var description = typeof(NpgsqlDataReader).GetField("RowDescription", Internal)?.GetValue(reader);
        var field = description!.GetType().GetProperty("Item", Internal)!.GetValue(description, [column])!;
        return (int)field.GetType().GetProperty("TypeModifier", Internal)!.GetValue(field)!;
    }

    private sealed record Column(string Name, int Type, int? Modifier, string Value);
}
