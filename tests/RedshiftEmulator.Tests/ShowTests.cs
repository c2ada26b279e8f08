using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class ShowTests : IDisposable
{
    private const string PrimaryKeys = "SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE";

    private readonly EmulatorFixture _fixture;

    public ShowTests(EmulatorFixture fixture)
    {
        _fixture = fixture;
        fixture.Backend.Execute("""
            CREATE SCHEMA shown; GRANT USAGE ON SCHEMA shown TO PUBLIC;
            CREATE SCHEMA closed; CREATE TABLE closed.t (id int PRIMARY KEY); GRANT SELECT ON closed.t TO PUBLIC;
            CREATE TABLE shown."Two Keys" (
                a int, price numeric(10, 2) DEFAULT 1, "B" varchar(20), s super, ci case_insensitive_varchar(9), at timestamp NOT NULL,
                PRIMARY KEY ("B", a));
            COMMENT ON TABLE shown."Two Keys" IS 'sortkey(at, a)'; COMMENT ON COLUMN shown."Two Keys".a IS 'the number';
            CREATE TABLE shown.keyless (id int);
            CREATE TABLE shown.hidden (id int PRIMARY KEY);
            GRANT SELECT ON shown."Two Keys", shown.keyless TO PUBLIC;
            CREATE TABLE shown.owned (id int PRIMARY KEY); ALTER TABLE shown.owned OWNER TO tester;
            """);
    }

    public void Dispose() => _fixture.Backend.Execute("DROP SCHEMA shown, closed CASCADE");

    [Theory]
    [InlineData("dev.shown.\"Two Keys\"")]
    [InlineData("shown.\"Two Keys\" LIMIT 10")]
    public void Primary_keys_are_shown_in_their_order(string table)
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            [
                "database_name=dev schema_name=shown table_name=Two Keys pk_name=Two Keys_pkey column_name=B key_seq=1",
                "database_name=dev schema_name=shown table_name=Two Keys pk_name=Two Keys_pkey column_name=a key_seq=2",
            ],
            Rows(connection, $"{PrimaryKeys} {table}"));
        Assert.Empty(Rows(connection, $"{PrimaryKeys} SHOWN.KEYLESS;"));
        Assert.Single(Rows(connection, $"{PrimaryKeys} shown.owned"));
    }

    [Fact]
    public void Columns_are_shown()
    {
        using var connection = _fixture.Open();

        var rows = Rows(connection, "SHOW COLUMNS FROM TABLE dev.shown.\"Two Keys\"");

        Assert.Equal(6, rows.Count);
        Assert.Equal(
            "database_name=dev schema_name=shown table_name=Two Keys column_name=a ordinal_position=1 is_nullable=NO data_type=integer "
                + "numeric_precision=32 numeric_scale=0 remarks=the number sort_key_type=COMPOUND sort_key=2 encoding=none",
            rows[0]);
        Assert.EndsWith(
            "column_name=price ordinal_position=2 column_default=1 is_nullable=YES data_type=numeric(10,2) numeric_precision=10 "
                + "numeric_scale=2 encoding=lzo",
            rows[1],
            StringComparison.Ordinal);
        Assert.EndsWith(
            "data_type=character varying(9) character_maximum_length=9 encoding=lzo collation=case_insensitive",
            rows[4],
            StringComparison.Ordinal);
        Assert.Single(Rows(connection, "SHOW COLUMNS FROM TABLE shown.\"Two Keys\" LIKE 'a_'"));
    }

    [Fact]
    public void Readable_tables_are_shown()
    {
        using var connection = _fixture.Open();

        Assert.Equal(["Two Keys", "keyless", "owned"], Values(connection, "SHOW TABLES FROM SCHEMA dev.shown", 2));
        Assert.Equal(["keyless"], Values(connection, "SHOW TABLES FROM SCHEMA shown LIKE 'key%' LIMIT 5", 2));
    }

    [Fact]
    public void Views_of_every_database_show_what_the_user_may_read()
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            ["Two Keys.a", "Two Keys.price", "Two Keys.B", "Two Keys.s", "Two Keys.ci", "Two Keys.at", "keyless.id", "owned.id"],
            connection.Column<string>("""
                SELECT table_name || '.' || column_name FROM svv_all_columns WHERE database_name = 'dev' AND schema_name = 'shown'
                ORDER BY table_name, ordinal_position
                """));
        Assert.Equal(
            ["Two Keys", "keyless", "owned"],
            connection.Column<string>("SELECT table_name FROM svv_all_tables WHERE schema_name IN ('shown', 'closed') ORDER BY 1"));
        Assert.Equal(3L, connection.Scalar("SELECT count(*) FROM svv_redshift_tables WHERE schema_name = 'shown'"));
    }

    [Theory]
    [InlineData("42501", $"{PrimaryKeys} shown.hidden")]
    [InlineData("42501", $"{PrimaryKeys} closed.t")]
    [InlineData("42501", "SHOW COLUMNS FROM TABLE dev.shown.hidden")]
    [InlineData("42P01", $"{PrimaryKeys} shown.missing")]
    [InlineData("3F000", $"{PrimaryKeys} dev.missing.t")]
    [InlineData("3D000", $"{PrimaryKeys} other.shown.keyless")]
    [InlineData("42601", $"{PrimaryKeys} keyless")]
    [InlineData("42601", $"{PrimaryKeys} a.b.c.d")]
    [InlineData("42601", $"{PrimaryKeys} shown.keyless LIKE 'x'")]
    [InlineData("42601", "SHOW COLUMNS FROM TABLE shown.keyless LIMIT 10001")]
    [InlineData("42601", "SHOW COLUMNS FROM shown.keyless")]
    [InlineData("42601", "SHOW CONSTRAINTS FROM TABLE shown.keyless")]
    public void What_cannot_be_shown_is_refused(string sqlState, string sql) =>
        Assert.Equal(sqlState, _fixture.Shared.Refused(sql).SqlState);

    [Theory]
    [InlineData($"{PrimaryKeys} shown.keyless")]
    [InlineData("SHOW COLUMNS FROM TABLE shown.keyless")]
    [InlineData("SHOW TABLES FROM SCHEMA shown")]
    public void An_older_cluster_has_no_such_statements(string sql)
    {
        using var older = new RedshiftServer(_fixture.Backend, new RedshiftOptions { Quirks = new() { HasShowCommands = false } });
        using var connection = _fixture.Open(older);

        Assert.Equal("42601", connection.Refused(sql).SqlState);
        older.Quirks = older.Quirks with { HasShowCommands = true };
        connection.Run(sql);
    }

    [Fact]
    public void Constraints_in_the_information_schema_are_the_owners()
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            ["owned"],
            connection.Column<string>("""
                SELECT table_name FROM information_schema.table_constraints
                WHERE constraint_type = 'PRIMARY KEY' AND table_schema IN ('shown', 'closed')
                """));
        Assert.Equal(
            ["owned"],
            connection.Column<string>(
                "SELECT table_name FROM information_schema.key_column_usage WHERE table_schema IN ('shown', 'closed')"));
    }

    [Fact]
    public void Constraints_in_the_catalog_are_everybodys()
    {
        using var connection = _fixture.Open();
        using var command = connection.Command("""
            SELECT p.conkey, p.conname FROM pg_catalog.pg_constraint p
            JOIN pg_catalog.pg_class c ON c.oid = p.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE p.contype = 'p' AND n.nspname = 'shown' AND c.relname = 'Two Keys'
            """);
        command.UnknownResultTypeList = [true, false];
        using (var reader = command.ExecuteReader())
        {
            Assert.True(reader.Read());
            Assert.Equal((1005u, "{3,1}"), (reader.GetDataTypeOID(0), reader.GetString(0)));
        }

        Assert.Equal(
            ["B", "a"],
            connection.Column<string>("""
                SELECT a.attname FROM pg_constraint p JOIN pg_class c ON c.oid = p.conrelid
                JOIN pg_attribute a ON a.attrelid = c.oid AND (a.attnum = p.conkey[1] OR a.attnum = p.conkey[2])
                WHERE p.contype = 'p' AND c.relname = 'Two Keys' ORDER BY a.attnum DESC
                """));
    }

    private static List<string> Values(NpgsqlConnection connection, string sql, int column)
    {
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(column));
        }

        return values;
    }

    private static List<string> Rows(NpgsqlConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Where(i => !reader.IsDBNull(i))
                .Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}")));
        }

        return rows;
    }
}
