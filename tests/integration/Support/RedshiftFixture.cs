using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>An emulator of Redshift for tests that make it fail, whichever source the suite runs against.</summary>
public sealed class RedshiftFixture() : SourceFixture("redshift")
{
    /// <summary>The emulator, for setting faults.</summary>
    public RedshiftServer Cluster => Redshift!.Server;

    /// <summary>Starts another emulator with the same rows.</summary>
    public RunningEmulator Start(EmulatorArguments? arguments = null) => new(Server, arguments ?? new EmulatorArguments());

    /// <summary>An engine with the module, not connected; <c>$a</c> holds the arguments for Connect-Redshift.</summary>
    public ModuleHost Unconnected(RunningEmulator to, string applicationName)
    {
        ArgumentNullException.ThrowIfNull(to);
        var host = new ModuleHost();
        host.Run(
            "$a = @{ Server = 'localhost'; Port = $port; Database = $database; Credential = $credential; " +
                "ApplicationName = $application; SslMode = $sslMode }; if ($root) { $a.RootCertificate = $root }",
            ("port", to.Server.Port),
            ("database", PostgresServer.Database),
            ("credential", Credential),
            ("application", applicationName),
            ("sslMode", to.SslMode),
            ("root", to.RootCertificatePath)).ThrowIfFailed();
        return host;
    }
}

/// <summary>The tests that share one emulator of Redshift.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedshift : ICollectionFixture<RedshiftFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one Redshift";
}
