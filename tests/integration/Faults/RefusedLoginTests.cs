using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>
/// Logins that the server or the driver refuses, and peers that are not PostgreSQL: each has its own ErrorId and is not retried.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class RefusedLoginTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    // Authentication requests: a Kerberos ticket, SASL without a known mechanism.
    private static readonly byte[] Kerberos = [(byte)'R', 0, 0, 0, 8, 0, 0, 0, 7];
    private static readonly byte[] UnknownSasl = [(byte)'R', 0, 0, 0, 11, 0, 0, 0, 10, (byte)'X', 0, 0];

    // The first byte of a web server's answer.
    private static readonly byte[] NoServer = [(byte)'H'];

    public static TheoryData<string> Requests { get; } = ["Kerberos", "UnknownSasl"];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_disallowed_authentication_method_is_LoginFailed_at_the_source(string request)
    {
        using var server = new RawServer(request == "Kerberos" ? Kerberos : UnknownSasl, closes: false);

        AssertRefused(ErrorId.LoginFailed, Connect(server, "Disable"));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_disallowed_authentication_method_is_LoginFailed_at_a_destination(string request)
    {
        SampleCustomers.Create(Source.Server);
        using var server = new RawServer(request == "Kerberos" ? Kerberos : UnknownSasl, closes: false);

        AssertRefused(ErrorId.LoginFailed, Into(server, "disable"));
    }

    [Fact]
    public void A_peer_that_is_not_PostgreSQL_is_not_retried()
    {
        SampleCustomers.Create(Source.Server);
        using var server = new RawServer(NoServer, closes: false);

        AssertRefused(ErrorId.ConnectionFailed, Connect(server, "Require"));
        AssertRefused(ErrorId.DestinationUnavailable, Into(server, "require"));
    }

    [Fact]
    public void A_missing_root_certificate_is_not_retried()
    {
        SampleCustomers.Create(Source.Server);
        using var server = new RawServer(NoServer, closes: false);

        AssertRefused(ErrorId.DestinationUnavailable, Into(server, "verify-full&sslrootcert=/no/such/file.pem"));
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData("nobody", "wrong")]
    [InlineData(PostgresServer.User, "wrong")]
    public void A_wrong_password_at_a_destination_is_LoginFailed(string user, string password)
    {
        SampleCustomers.Create(Source.Server);
        var target = Targets.CreatePostgres();

        var result = Run(
            target,
            "Sync-RedshiftCustomers $state -Destination $destination -DestinationCredential $wrong",
            ("wrong", TargetFixture.CredentialOf(user, password)));

        AssertRefused(ErrorId.LoginFailed, result);
    }

    // The AppContext switch affects every Npgsql in the process: without rewriting, it supports neither named parameters nor multiple
    // statements.
    [Fact]
    public void A_process_that_disables_the_drivers_SQL_rewriting_is_refused()
    {
        const string Switch = "Npgsql.EnableSqlRewriting";
        using var server = new RawServer(NoServer, closes: true);
        AppContext.SetSwitch(Switch, false);
        try
        {
            AssertRefused(ErrorId.ConfigurationInvalid, Connect(server, "Disable"));
            AssertRefused(ErrorId.ConfigurationInvalid, Into(server, "disable"));
        }
        finally
        {
            AppContext.SetSwitch(Switch, true);
        }

        Assert.Empty(server.Received);
    }

    private static void AssertRefused(string errorId, ScriptResult result)
    {
        AssertFailed(errorId, result);
        Assert.False(Assert.IsType<SyncException>(result.Failure?.Exception).IsTransient);
        Assert.Empty(result.Warnings);
    }

    private static ScriptResult Connect(RawServer server, string sslMode)
    {
        using var host = new ModuleHost();
        return host.Run(
            "Connect-Redshift $server dev $credential -Port $port -SslMode $sslMode",
            ("server", PostgresServer.Host),
            ("credential", TargetFixture.CredentialOf("me", "secret")),
            ("port", server.Port),
            ("sslMode", sslMode));
    }

    private ScriptResult Into(RawServer server, string sslMode) => Host.Run(
        "Sync-RedshiftCustomers $state -Destination $address -DestinationCredential $credential",
        ("state", State),
        ("address", $"postgresql://{PostgresServer.Host}:{server.Port}/crm?sslmode={sslMode}"),
        ("credential", TargetFixture.CredentialOf("me", "secret")));
}
