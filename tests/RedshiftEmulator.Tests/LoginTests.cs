using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class LoginTests(EmulatorFixture fixture)
{
    [Theory]
    [InlineData(PostgresServer.User, "wrong")]
    [InlineData("nobody", "wrong")]
    public void A_wrong_password_and_an_unknown_user_are_answered_alike(string user, string password)
    {
        var error = Assert.Throws<PostgresException>(
            () => fixture.Open(change: builder => (builder.Username, builder.Password) = (user, password)));

        Assert.Equal(
            ("FATAL", "28000", $"password authentication failed for user \"{user}\""),
            (error.Severity, error.SqlState, error.MessageText));
    }

    [Theory]
    [InlineData(LoginKind.Sha256, "13")]
    [InlineData(LoginKind.IdentityProvider, "14")]
    public void Logins_specific_to_Redshift_are_not_supported_by_the_driver(LoginKind kind, string code)
    {
        using var server = new RedshiftServer(
            fixture.Backend,
            new RedshiftOptions { Logins = [new(PostgresServer.User, fixture.Backend.Password, kind)] });

        var error = Assert.ThrowsAny<Exception>(() => fixture.Open(server));

        Assert.Contains($"Authentication method not supported (Received: {code})", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_name_can_have_a_prefix()
    {
        using var server = new RedshiftServer(fixture.Backend, new RedshiftOptions { Logins = [new("IAM:somebody", "short-lived")] });

        using var connection = fixture.Open(server, builder => (builder.Username, builder.Password) = ("IAM:somebody", "short-lived"));

        Assert.Equal("IAM:somebody", connection.PostgresParameters["session_authorization"]);
        Assert.Throws<PostgresException>(() => fixture.Open(server));
    }

    [Fact]
    public void A_backend_can_use_md5_passwords()
    {
        using var backend = new PostgresServer(new PostgresOptions { PasswordEncryption = "md5" });
        using var server = new RedshiftServer(backend);

        using var connection = fixture.Open(server, builder => builder.Password = backend.Password);

        Assert.Equal("8.0.2", connection.Scalar("SHOW server_version"));
    }

    [Theory]
    [InlineData("42704", "-c standard_conforming_strings=on")]
    [InlineData("42704", "-cno_such_setting=1")]
    [InlineData("22023", "--extra-float-digits=3")]
    [InlineData(null, "-c query_group=nightly -c statement_timeout=60000")]
    public void Settings_in_the_startup_message_are_checked(string? sqlState, string options)
    {
        if (sqlState is null)
        {
            using var connection = fixture.Open(change: builder => builder.Options = options);
            Assert.Equal("nightly", connection.Scalar("SHOW query_group"));
            Assert.Equal("1min", connection.Scalar("SHOW statement_timeout"));
            return;
        }

        var error = Assert.Throws<PostgresException>(() => fixture.Open(change: builder => builder.Options = options));
        Assert.Equal(("FATAL", sqlState), (error.Severity, error.SqlState));
    }

    [Fact]
    public void An_unknown_database_is_refused()
    {
        var error = Assert.Throws<PostgresException>(() => fixture.Open(change: builder => builder.Database = "missing"));

        Assert.Equal(("FATAL", "3D000"), (error.Severity, error.SqlState));
    }
}
