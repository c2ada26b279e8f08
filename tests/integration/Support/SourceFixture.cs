using System.Management.Automation;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>
/// One server for all tests of a collection; each test creates the rows that it needs. The module connects to that server, or to an
/// emulator of Redshift in front of it if REDSHIFTSYNC_TEST_SOURCE is <c>redshift</c>.
/// </summary>
public class SourceFixture : IDisposable
{
    private const string Choice = "REDSHIFTSYNC_TEST_SOURCE";

    private ModuleHost? _host;

    /// <summary>Starts the chosen source.</summary>
    public SourceFixture()
        : this(Environment.GetEnvironmentVariable(Choice))
    {
    }

    /// <summary>Starts a source with or without the emulator.</summary>
    protected SourceFixture(string? choice)
    {
        Redshift = choice switch
        {
            "redshift" => new RunningEmulator(Server, new EmulatorArguments()),
            "postgresql" or "" or null => null,
            var other => throw new InvalidOperationException($"{Choice} is '{other}': it can be postgresql or redshift."),
        };
    }

    /// <summary>The PostgreSQL server, where tests create rows and count sessions.</summary>
    public PostgresServer Server { get; } = new();

    /// <summary>The emulator in front of it, or null.</summary>
    public RunningEmulator? Redshift { get; }

    /// <summary>The port for the module.</summary>
    public int Port => Redshift?.Server.Port ?? Server.Port;

    /// <summary>The strictest TLS mode that the source supports.</summary>
    public string SslMode => Redshift?.SslMode ?? "Disable";

    /// <summary>The authority to trust, or null.</summary>
    public string? RootCertificate => Redshift?.RootCertificatePath;

    /// <summary>The credential of a user who may read.</summary>
    public PSCredential Credential => TargetFixture.CredentialOf(PostgresServer.User, Server.Password);

    /// <summary>An engine with the module, connected, shared by tests that do not change it.</summary>
    public ModuleHost Host => _host ??= Connect(nameof(SourceFixture));

    /// <summary>An engine with the module, connected under a name by which its sessions can be counted.</summary>
    /// <param name="applicationName">The name.</param>
    /// <param name="through">The emulator to connect to; the fixture's own by default.</param>
    public ModuleHost Connect(string applicationName, RunningEmulator? through = null)
    {
        var host = new ModuleHost();
        try
        {
            host.Run(
                """
                $security = @{ SslMode = $sslMode }
                if ($rootCertificate) { $security.RootCertificate = $rootCertificate }
                $login = @{ Credential = $credential; ApplicationName = $application }
                $null = Connect-Redshift -Server $server -Port $port -Database $database @login @security
                """,
                ("server", PostgresServer.Host),
                ("port", through?.Server.Port ?? Port),
                ("database", PostgresServer.Database),
                ("credential", Credential),
                ("application", applicationName),
                ("sslMode", through?.SslMode ?? SslMode),
                ("rootCertificate", through is null ? RootCertificate : through.RootCertificatePath)).ThrowIfFailed();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the server has no session of that name; sessions end shortly after their client disconnects.</summary>
    public void AssertNoSession(string applicationName)
    {
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (Server.CountSessions(applicationName) > 0)
        {
            Assert.True(DateTime.UtcNow < deadline, $"A session of '{applicationName}' is still there.");
            Thread.Sleep(20);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends both.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _host?.Dispose();
            Redshift?.Dispose();
            Server.Dispose();
        }
    }
}

/// <summary>The tests that share one server, and a second one for destinations.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSource : ICollectionFixture<SourceFixture>, ICollectionFixture<TargetFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one source";
}
