using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>TLS between the module and a PostgreSQL destination.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class EncryptionTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Fact]
    public void The_connection_is_verified_like_the_sources()
    {
        SampleCustomers.Create(Source.Server);
        var authority = new TestAuthority(Folder.Path);
        using var server = new PostgresServer(new PostgresOptions { Certificate = authority.IssuePem(ServerCertificate.Good) });
        using var impostor = new PostgresServer(new PostgresOptions { Certificate = authority.IssuePem(ServerCertificate.WrongHost) });
        server.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        impostor.Execute($"GRANT CREATE ON SCHEMA public TO {PostgresServer.User}");
        var root = Uri.EscapeDataString(authority.RootCertificatePath);

        // This machine does not trust the authority; the other server's certificate is for another host.
        AssertFailed(ErrorId.DestinationUnavailable, To(server, ""));
        AssertFailed(ErrorId.DestinationUnavailable, To(server, "?sslmode=verify-ca"));
        AssertFailed(ErrorId.DestinationUnavailable, To(impostor, $"?sslrootcert={root}"));
        Assert.Equal(0L, server.Scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));

        To(server, $"?sslrootcert={root}").ThrowIfFailed();
        To(server, $"?sslmode=verify-full&sslrootcert={root}").ThrowIfFailed();
        To(impostor, $"?sslmode=verify-ca&sslrootcert={root}").ThrowIfFailed();
        To(server, "?sslmode=require").ThrowIfFailed();
        Assert.Equal(3L, server.Scalar("SELECT count(*) FROM customers"));
    }

    private ScriptResult To(PostgresServer server, string options) => Host.Run(
        "$null = Sync-RedshiftCustomers $state -Destination $address -DestinationCredential $credential -MaxRetry 0 " +
            "-WarningAction SilentlyContinue; if (-not (Test-RedshiftSync $address -DestinationCredential $credential -MaxRetry 0 " +
            "-Quiet)) { throw 'They differ.' }",
        ("state", State),
        ("address", $"postgresql://{PostgresServer.Host}:{server.Port}/{PostgresServer.Database}{options}"),
        ("credential", TargetFixture.CredentialOf(PostgresServer.User, server.Password)));
}
