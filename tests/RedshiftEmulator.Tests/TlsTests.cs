using System.Security.Authentication;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Tests;

[Collection(SharedEmulator.Name)]
public sealed class TlsTests(EmulatorFixture fixture) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TlsOffer.Offered, "localhost")]
    [InlineData(TlsOffer.Required, "127.0.0.1")]
    public void A_good_certificate_is_verified_in_full(TlsOffer tls, string host)
    {
        using var server = Start(tls);
        using var connection = Open(server, SslMode.VerifyFull, host);

        Assert.Equal(505L, connection.Scalar("SELECT count(*) FROM testers.customers"));
        Assert.Equal(0, server.PasswordsInPlaintext);
    }

    [Theory]
    [InlineData(ServerCertificate.Expired, SslMode.VerifyCA)]
    [InlineData(ServerCertificate.WrongHost, SslMode.VerifyFull)]
    [InlineData(ServerCertificate.UntrustedAuthority, SslMode.VerifyCA)]
    public void A_bad_certificate_is_refused_before_the_password_is_sent(ServerCertificate certificate, SslMode mode)
    {
        using var server = Start(TlsOffer.Offered, certificate);

        var error = Assert.ThrowsAny<Exception>(() => Open(server, mode));

        Assert.Contains(nameof(AuthenticationException), error.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (server.Connections, server.PasswordsInPlaintext));
    }

    [Fact]
    public void Without_TLS_a_client_that_requires_it_disconnects()
    {
        var before = fixture.Redshift.PasswordsInPlaintext;

        Assert.ThrowsAny<NpgsqlException>(() => Open(fixture.Redshift, SslMode.Require));

        Assert.Equal(before, fixture.Redshift.PasswordsInPlaintext);
    }

    [Fact]
    public void A_plain_connection_is_rejected_if_TLS_is_required_and_counted_otherwise()
    {
        using var required = Start(TlsOffer.Required);
        using var offered = Start(TlsOffer.Offered);

        var error = Assert.Throws<PostgresException>(() => Open(required, SslMode.Disable));
        using var connection = Open(offered, SslMode.Disable);

        Assert.Equal("28000", error.SqlState);
        Assert.EndsWith("SSL off", error.MessageText, StringComparison.Ordinal);
        Assert.Equal((0, 1), (required.PasswordsInPlaintext, offered.PasswordsInPlaintext));
    }

    [Fact]
    public void Prefer_sends_the_password_in_plaintext_after_any_failure()
    {
        using var server = Start(TlsOffer.Offered);

        Assert.Throws<PostgresException>(
            () => fixture.Open(server, builder => (builder.SslMode, builder.Password) = (SslMode.Prefer, "wrong")));

        Assert.Equal((2, 1), (server.Connections, server.PasswordsInPlaintext));
    }

    private RedshiftServer Start(TlsOffer tls, ServerCertificate certificate = ServerCertificate.Good) =>
        new(fixture.Backend, new RedshiftOptions { Tls = tls, Certificate = certificate, Authority = new TestAuthority(_folder.Path) });

    private NpgsqlConnection Open(RedshiftServer server, SslMode mode, string host = "localhost") => fixture.Open(server, builder =>
    {
        builder.Host = host;
        builder.SslMode = mode;
        builder.RootCertificate = mode is SslMode.VerifyCA or SslMode.VerifyFull ? _folder["test-authority.pem"] : null;
    });
}
