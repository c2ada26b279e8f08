using System.Text;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class SecureConnectionTests(RedshiftFixture redshift)
{
    [Theory]
    [InlineData(ServerCertificate.Good, "VerifyFull", null)]
    [InlineData(ServerCertificate.Good, "VerifyCA", null)]
    [InlineData(ServerCertificate.Good, "Require", null)]
    [InlineData(ServerCertificate.Expired, "VerifyFull", "TlsVerificationFailed")]
    [InlineData(ServerCertificate.Expired, "VerifyCA", "TlsVerificationFailed")]
    [InlineData(ServerCertificate.Expired, "Require", null)]
    [InlineData(ServerCertificate.WrongHost, "VerifyFull", "TlsVerificationFailed")]
    [InlineData(ServerCertificate.WrongHost, "VerifyCA", null)]
    [InlineData(ServerCertificate.WrongHost, "Require", null)]
    [InlineData(ServerCertificate.UntrustedAuthority, "VerifyFull", "TlsVerificationFailed")]
    [InlineData(ServerCertificate.UntrustedAuthority, "VerifyCA", "TlsVerificationFailed")]
    [InlineData(ServerCertificate.UntrustedAuthority, "Require", null)]
    public void A_certificate_is_verified_according_to_SslMode(ServerCertificate certificate, string mode, string? errorId)
    {
        using var cluster = redshift.Start(new EmulatorArguments { Tls = TlsOffer.Required, Certificate = certificate });

        var result = Connect(cluster, $"$a.SslMode = '{mode}'");

        Assert.Equal(errorId, IdOf(result));
        Assert.Equal((errorId is null ? 1 : 0, 0), (cluster.Server.Connections, cluster.Server.PasswordsInPlaintext));
    }

    [Fact]
    public void Without_the_root_certificate_verification_fails()
    {
        using var cluster = redshift.Start();

        Assert.Equal("TlsVerificationFailed", IdOf(Connect(cluster, "$a.Remove('RootCertificate')")));
        Assert.Equal(0, cluster.Server.Connections);
    }

    [Theory]
    [InlineData("missing.pem", null)]
    [InlineData("empty.pem", "")]
    [InlineData("text.pem", "no certificate at all")]
    public void A_file_without_a_root_certificate_is_refused_before_anything_is_sent(string name, string? content)
    {
        using var folder = new TemporaryFolder();
        using var cluster = redshift.Start();
        if (content is not null)
        {
            File.WriteAllText(folder[name], content);
        }

        Assert.Equal("TlsVerificationFailed", IdOf(Connect(cluster, "$a.RootCertificate = $pem", ("pem", folder[name]))));
        Assert.Equal(0, cluster.Server.Connections);
    }

    [Theory]
    [InlineData("VerifyFull")]
    [InlineData("VerifyCA")]
    [InlineData("Require")]
    public void A_server_that_refuses_TLS_gets_no_password(string mode)
    {
        using var cluster = redshift.Start(new EmulatorArguments { Tls = TlsOffer.None });

        Assert.Equal("TlsVerificationFailed", IdOf(Connect(cluster, $"$a.SslMode = '{mode}'")));
        Assert.Equal((0, 0), (cluster.Server.Connections, cluster.Server.PasswordsInPlaintext));
    }

    // Whatever a man in the middle answers to the request for TLS, only that request may be sent in plaintext.
    [Theory]
    [InlineData("N", false)]
    [InlineData("N", true)]
    [InlineData("", true)]
    [InlineData("X", true)]
    [InlineData("S", true)]
    [InlineData("Sthis is not TLS at all, although it was promised", false)]
    [InlineData("E\0\0\0\u0030SFATAL\0C28000\0Munsupported: use plain text\0\0", true)]
    [InlineData("R\0\0\0\u0008\0\0\0\u0003", false)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", true)]
    public void A_downgrade_gets_no_user_and_no_password(string answer, bool closes)
    {
        using var attacker = new RawServer(Encoding.Latin1.GetBytes(answer), closes);
        using var cluster = redshift.Start();

        var result = Connect(cluster, "$a.Port = $lame; $a.ConnectTimeout = 3", ("lame", attacker.Port));

        Assert.Contains(IdOf(result), new[] { "TlsVerificationFailed", "ConnectionFailed" });
        var received = Encoding.Latin1.GetString(attacker.Received);
        Assert.StartsWith("\0\0\0\u0008\u0004\u00d2\u0016\u002f", received, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.User, received, StringComparison.Ordinal);
        Assert.DoesNotContain("user\0", received, StringComparison.Ordinal);
        Assert.DoesNotContain(redshift.Server.Password, received, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_requires_TLS_rejects_Disable()
    {
        using var cluster = redshift.Start(new EmulatorArguments { Tls = TlsOffer.Required });

        var result = Connect(cluster, "$a.SslMode = 'Disable'; $a.Remove('RootCertificate')");

        Assert.Equal("LoginFailed", IdOf(result));
        Assert.Contains("-SslMode", result.Errors.Single().Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, cluster.Server.PasswordsInPlaintext);
    }

    [Fact]
    public void A_password_is_sent_in_plaintext_only_with_Disable()
    {
        using var cluster = redshift.Start();

        Connect(cluster, "$a.SslMode = 'Disable'").ThrowIfFailed();

        Assert.Equal(1, cluster.Server.PasswordsInPlaintext);
    }

    [Theory]
    [InlineData(LoginKind.Sha256, "AuthenticationMethodNotSupported")]
    [InlineData(LoginKind.IdentityProvider, "AuthenticationMethodNotSupported")]
    public void An_unsupported_authentication_method_has_its_own_ErrorId(LoginKind login, string errorId)
    {
        using var cluster = redshift.Start(new EmulatorArguments { Login = login });

        Assert.Equal(errorId, IdOf(Connect(cluster, "")));
        Assert.Equal((1, 0), (cluster.Server.Connections, cluster.Server.PasswordsInPlaintext));
    }

    [Fact]
    public void A_wrong_password_is_tried_once()
    {
        using var cluster = redshift.Start();

        var result = Connect(
            cluster,
            "$wrong = [securestring]::new(); 'hunter2-wrong'.ToCharArray() | ForEach-Object { $wrong.AppendChar($_) }; " +
                "$a.Credential = [pscredential]::new('tester', $wrong)");

        Assert.Equal("LoginFailed", IdOf(result));
        Assert.Equal((1, 0), (cluster.Server.Connections, cluster.Server.PasswordsInPlaintext));
        Secrets.AssertNotIn(result, "hunter2-wrong");
    }

    private static string? IdOf(ScriptResult result) => result.ErrorId?.Split(',')[0];

    private ScriptResult Connect(RunningEmulator cluster, string change, params (string Name, object? Value)[] variables)
    {
        using var host = redshift.Unconnected(cluster, nameof(SecureConnectionTests));
        var result = host.Run(change + "; Connect-Redshift @a -Verbose", variables);
        Secrets.AssertNotIn(result, redshift.Server.Password);
        redshift.AssertNoSession(nameof(SecureConnectionTests));
        return result;
    }
}
