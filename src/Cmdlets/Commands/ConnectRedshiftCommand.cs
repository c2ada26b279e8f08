using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Tries connection settings, and makes them the runspace's default when they work.</summary>
[Cmdlet(VerbsCommunications.Connect, "Redshift", DefaultParameterSetName = CredentialSet)]
[OutputType(typeof(Connection))]
public sealed class ConnectRedshiftCommand : CancellableCommand
{
    private const string CredentialSet = "Credential";
    private const string ConfigurationSet = "Configuration";
    private const int MaxSeconds = 86_400;

    /// <summary>The cluster's or workgroup's host name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>The database.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = CredentialSet)]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>The port.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = ConfigurationFile.DefaultPort;

    /// <summary>User and password.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A JSON file with host, database, port, user and password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfigurationSet)]
    [ValidateNotNullOrEmpty]
    public string ConfigurationPath { get; set; } = "";

    /// <summary>How to encrypt and what to verify.</summary>
    [Parameter]
    public TlsMode SslMode { get; set; } = TlsMode.VerifyFull;

    /// <summary>A PEM file with the authorities to trust instead of the system's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RootCertificate { get; set; }

    /// <summary>Seconds that opening a session may take.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ConnectTimeout { get; set; } = 15;

    /// <summary>Seconds that a statement may run before the server ends it; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, MaxSeconds)]
    public int StatementTimeout { get; set; }

    /// <summary>The workload-management query group (Redshift only).</summary>
    [Parameter]
    [ValidatePattern(@"^[^'\\\x00]+$")]
    public string? QueryGroup { get; set; }

    /// <summary>The name under which sessions show up on the server.</summary>
    [Parameter]
    [ValidateLength(1, 63)]
    public string ApplicationName { get; set; } = "RedshiftSync";

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Guard(Connect));

    private Connection Connect()
    {
        var settings = ParameterSetName == ConfigurationSet
            ? FromConfiguration(ConfigurationFile.Read(FileSystemPath.Resolve(this, ConfigurationPath), WriteWarning))
            : Settings(Server, Port, Database, Credential.UserName, Secret.From(Credential));
        WriteVerbose($"Connecting to {settings.Server}:{settings.Port}, database {settings.Database}, {settings.TlsMode}.");
        using var session = AdapterLoader.Adapters.OpenSource(settings, Cancellation);
        WriteVerbose($"Connected to {session.Identity.Version}.");
        var connection = new Connection(settings, session.Identity);
        DefaultConnection.Current = connection;
        return connection;
    }

    private SourceSettings FromConfiguration(ConfigurationFile file) => Settings(file.Host, file.Port, file.Database, file.User, file.Password);

    private SourceSettings Settings(string server, int port, string database, string user, Secret password) => new()
    {
        Server = server,
        Port = port,
        Database = database,
        Login = () => new Login(user, password.Reveal()),
        TlsMode = SslMode,
        RootCertificate = RootCertificate is null ? null : FileSystemPath.Resolve(this, RootCertificate),
        ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeout),
        StatementTimeout = TimeSpan.FromSeconds(StatementTimeout),
        QueryGroup = QueryGroup,
        ApplicationName = ApplicationName,
    };
}
