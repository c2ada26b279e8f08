namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class CatalogTests : IDisposable
{
    private readonly EmulatorFixture _fixture;

    public CatalogTests(EmulatorFixture fixture)
    {
        _fixture = fixture;
        fixture.Backend.Execute("""
            CREATE TABLE testers.sorted (id bigint NOT NULL, name varchar(20), updated_at timestamp);
            COMMENT ON TABLE testers.sorted IS 'sortkey(updated_at, id)';
            GRANT SELECT ON testers.sorted TO PUBLIC;
            CREATE TABLE testers.hidden (id bigint);
            """);
    }

    public void Dispose() => _fixture.Backend.Execute("DROP TABLE testers.sorted, testers.hidden");

    [Fact]
    public void Views_show_what_the_user_may_read()
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            ["customers", "sorted"],
            connection.Column<string>("SELECT table_name FROM svv_tables WHERE table_schema = 'testers' ORDER BY 1"));
        Assert.Equal(
            ["customers", "sorted"],
            connection.Column<string>("SELECT DISTINCT table_name FROM pg_catalog.svv_columns WHERE table_schema = 'testers' ORDER BY 1"));
        Assert.DoesNotContain("redshift_emulator", connection.Column<string>("SELECT table_schema FROM svv_tables"));
    }

    [Fact]
    public void Columns_have_types_and_places_in_the_sort_key()
    {
        using var connection = _fixture.Open();

        Assert.Equal(
            ["1 id bigint NO 2", "2 name character varying(20) YES 0", "3 updated_at timestamp without time zone YES 1"],
            connection.Column<string>("""
                SELECT ordinal_position || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || sortkey
                FROM svv_redshift_columns
                WHERE database_name = 'dev' AND schema_name = 'testers' AND table_name = 'sorted' ORDER BY ordinal_position
                """));
        Assert.Equal(
            20,
            connection.Scalar("SELECT character_maximum_length FROM svv_columns WHERE table_name = 'sorted' AND column_name = 'name'"));
    }

    [Fact]
    public void Pg_table_def_shows_only_the_search_path()
    {
        using var connection = _fixture.Open();
        const string Query = """SELECT "column" FROM pg_table_def WHERE tablename = 'sorted' AND sortkey > 0 ORDER BY sortkey""";

        Assert.Empty(connection.Column<string>(Query));
        connection.Run("SET search_path TO testers");
        Assert.Equal(["updated_at", "id"], connection.Column<string>(Query));
    }

    [Fact]
    public void Svv_table_info_is_visible_to_superusers_only()
    {
        using var connection = _fixture.Open();

        var error = connection.Refused("SELECT * FROM svv_table_info");

        Assert.Equal(("42501", "permission denied for relation svv_table_info"), (error.SqlState, error.MessageText));
    }
}
