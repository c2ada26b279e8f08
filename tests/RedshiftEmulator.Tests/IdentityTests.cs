namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class IdentityTests(EmulatorFixture fixture)
{
    [Fact]
    public void The_server_identifies_itself_as_Redshift()
    {
        using var connection = fixture.Open();

        Assert.Equal("8.0.2", connection.PostgresParameters["server_version"]);
        Assert.Equal("8.0.2", connection.Scalar("SHOW server_version"));
        Assert.Matches(
            @"^PostgreSQL 8\.0\.2 on i686-pc-linux-gnu, compiled by GCC .*, Redshift 1\.0\.\d+$",
            (string?)connection.Scalar("SELECT version()"));
        Assert.Equal(connection.Scalar("SELECT version()"), connection.Scalar("SELECT pg_catalog.version()"));
    }

    [Fact]
    public void The_server_reports_few_settings()
    {
        using var connection = fixture.Open();

        Assert.Equal(
            [
                "DateStyle", "TimeZone", "client_encoding", "integer_datetimes", "is_superuser", "server_encoding", "server_version",
                "session_authorization",
            ],
            connection.PostgresParameters.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_backslash_escapes_in_every_literal()
    {
        using var connection = fixture.Open();

        Assert.Equal("a'b\nc", connection.Scalar(@"SELECT 'a\'b\nc'"));
    }

    [Fact]
    public void A_query_group_is_a_setting()
    {
        using var connection = fixture.Open();

        connection.Run("SET query_group TO 'nightly'");
        Assert.Equal("nightly", connection.Scalar("SHOW query_group"));
        Assert.Equal("nightly", connection.Scalar("SELECT current_setting('query_group')"));
        connection.Run("RESET query_group");
        Assert.Equal("default", connection.Scalar("SHOW query_group"));
        connection.Run("SET query_group = x");
        Assert.Equal("x", connection.Scalar("SHOW query_group"));
    }

    [Theory]
    [InlineData("SELECT strtol('ff', 16)", 255L)]
    [InlineData("SELECT strtol('7fffffffffffffff', 16)", long.MaxValue)]
    [InlineData("SELECT strtol('-zz', 36)", -1295L)]
    [InlineData("SELECT strtol(substring(md5('Ü'), 1, 15), 16) > 0", true)]
    [InlineData("SELECT len('Ü é')", 3)]
    [InlineData("SELECT octet_length('Ü')", 2)]
    [InlineData("SELECT nvl(NULL, 3)", 3)]
    [InlineData("SELECT nvl2('x', 'a', 'b')", "a")]
    [InlineData("SELECT concat('a', NULL)", null)]
    [InlineData("SELECT sha2('', 256)", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("SELECT datediff(day, '2024-02-28'::timestamp, '2024-03-01'::timestamp)", 2L)]
    [InlineData("SELECT to_char(dateadd(month, 1, '2024-01-31 01:02:03'::timestamp), 'YYYY-MM-DD HH24')", "2024-02-29 01")]
    [InlineData("SELECT to_char(convert_timezone('Europe/Berlin', '2024-07-01 00:00'::timestamp), 'HH24:MI')", "02:00")]
    [InlineData("SELECT extract(microsecond FROM getdate())::int % 1000000", 0)]
    [InlineData("SELECT abs(datediff(second, sysdate, getdate())) < 60", true)]
    public void Redshift_functions_are_emulated(string sql, object? expected)
    {
        using var connection = fixture.Open();

        Assert.Equal(expected, connection.Scalar(sql));
    }

    [Fact]
    public void Strtol_refuses_overflow_and_invalid_digits()
    {
        using var connection = fixture.Open();

        Assert.Equal("22003", connection.Refused("SELECT strtol('ffffffffffffffff', 16)").SqlState);
        Assert.Equal("22P02", connection.Refused("SELECT strtol('12x', 10)").SqlState);
    }

    [Fact]
    public void A_checksum_over_a_table_is_computed_on_the_server()
    {
        using var connection = fixture.Open();

        var sum = connection.Scalar("SELECT sum(strtol(substring(md5(email), 1, 8), 16))::varchar FROM testers.customers");

        Assert.Equal(
            fixture.Backend.Scalar("SELECT sum(('x' || substr(md5(email), 1, 8))::bit(32)::bigint)::text FROM testers.customers"),
            sum);
    }

    [Fact]
    public void Without_strict_mode_PostgreSQL_syntax_is_accepted()
    {
        using var lenient = new RedshiftServer(fixture.Backend, new RedshiftOptions { Strict = false, ServerVersion = "8.0.99" });
        using var connection = fixture.Open(lenient);

        Assert.Equal("a,b", connection.Scalar("SELECT string_agg(x, ',') FROM unnest(ARRAY['a', 'b']) x"));
        Assert.Equal("8.0.99", connection.Scalar("SHOW server_version"));
    }
}
