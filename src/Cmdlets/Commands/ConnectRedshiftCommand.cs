using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Tries connection settings, and makes them the runspace's default when they work.</summary>
[Cmdlet(VerbsCommunications.Connect, "Redshift", DefaultParameterSetName = CredentialSet)]
[OutputType(typeof(Connection))]
public sealed class ConnectRedshiftCommand : CancellableCommand
{
    private const string CredentialSet = "Credential";
    private const string ProviderSet = "CredentialProvider";
    private const string ConfigurationSet = "Configuration";
    private const string EnvironmentSet = "Environment";

    /// <summary>The cluster's or workgroup's host name, or its endpoint as the console shows it: host:port/database.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CredentialSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>The database; it can also be part of -Server.</summary>
    [Parameter(Position = 1, ParameterSetName = CredentialSet)]
    [Parameter(Position = 1, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>The port.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = ConfigurationValues.DefaultPort;

    /// <summary>User and password.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A script block that returns a login, asked each time a session is opened.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ValidateNotNull]
    public ScriptBlock? CredentialProvider { get; set; }

    /// <summary>A JSON file with host, database, port, user and password, and optionally sslMode and rootCertificate.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfigurationSet)]
    [ValidateNotNullOrEmpty]
    public string ConfigurationPath { get; set; } = "";

    /// <summary>How the names of environment variables begin that hold the settings.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    [ArgumentCompleter(typeof(EnvironmentPrefixCompleter))]
    [ValidateNotNullOrEmpty]
    public string EnvironmentPrefix { get; set; } = "";

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

    /// <summary>Seconds that the server may be silent in the middle of a result before the connection counts as lost; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, MaxSeconds)]
    public int ReadTimeout { get; set; } = 300;

    /// <summary>The workload-management query group (Redshift only).</summary>
    [Parameter]
    [ValidatePattern(@"^[^'\\\x00]+$")]
    public string? QueryGroup { get; set; }

    /// <summary>The name under which sessions show up on the server.</summary>
    [Parameter]
    [ValidateLength(1, 63)]
    public string ApplicationName { get; set; } = "RedshiftSync";

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(InvokeOrThrow(Connect));

    private Connection Connect()
    {
        var settings = Settings();
        WriteVerbose($"Connecting to {settings.Server}:{settings.Port}, database {settings.Database}, {settings.TlsMode}.");
        using var session = AdapterLoader.Adapters.OpenSource(settings, Cancellation);
        WriteVerbose($"Connected to {session.Identity.Version}.");
        var connection = new Connection(settings, session.Identity);
        DefaultConnection.Current = connection;
        return connection;
    }

    private SourceSettings Settings()
    {
        switch (ParameterSetName)
        {
            case ConfigurationSet:
                var file = FileSystemPath.Resolve(this, ConfigurationPath);
                return Settings(ConfigurationFile.Read(file, WriteWarning), System.IO.Path.GetDirectoryName(file));
            case EnvironmentSet:
                return Settings(EnvironmentConfiguration.Read(EnvironmentPrefix), null);
            case ProviderSet:
                CheckNames();
                return Settings(new CredentialProvider(CredentialProvider!).GetLogin, isLoginRenewed: true);
            default:
                CheckNames();
                var (user, password) = (Credential.UserName, Secret.From(Credential));
                return Settings(() => new Login(user, password.Reveal()));
        }
    }

    // Whoever pastes an address here may have pasted a password: it is not quoted.
    private void CheckNames()
    {
        if (AddressText.IsNoName(Server) || AddressText.IsNoName(Database))
        {
            var (name, example) = AddressText.IsNoName(Server) ? (nameof(Server), "name.id.region.redshift.amazonaws.com") : (nameof(Database), "dev");
            throw new SyncException(ErrorId.ParameterInvalid, $"-{name} is not a name but an address or a connection string.", $"Give a name, as in {example}; user and password go into -Credential.", null);
        }
    }

    // What is given on the command line wins over what the configuration says.
    private SourceSettings Settings(ConfigurationValues values, string? folder)
    {
        var rootCertificate = RootCertificate is null && values.RootCertificate is { } file
            ? CheckedFile(System.IO.Path.GetFullPath(file, folder ?? SessionState.Path.CurrentFileSystemLocation.ProviderPath))
            : CertificateFile();
        var tlsMode = IsBound(nameof(SslMode)) ? SslMode : values.SslMode ?? SslMode;
        return Settings(values.Host, values.Port, values.Database, () => new Login(values.User, values.Password.Reveal()), tlsMode, rootCertificate);
    }

    private SourceSettings Settings(Func<Login> login, bool isLoginRenewed = false)
    {
        var address = ServerAddress.TryParse(Server) ?? throw Invalid($"'{Server}' is not a server.", "Write host, host:port or host:port/database.");
        if (address.Port is { } port && IsBound(nameof(Port)) && port != Port)
        {
            throw Invalid($"-Port {Port} contradicts the port of -Server {Server}.", "Give the port once.");
        }

        if (address.Database is { } database && IsBound(nameof(Database)) && database != Database)
        {
            throw Invalid($"-Database {Database} contradicts the database of -Server {Server}.", "Give the database once.");
        }

        var name = address.Database ?? (Database.Length > 0 ? Database : throw Invalid("No database is given.", "Give -Database, or append it to -Server: host:port/database."));
        return Settings(address.Host, address.Port ?? Port, name, login, SslMode, CertificateFile(), isLoginRenewed);
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private string? CertificateFile() => RootCertificate is null ? null : CheckedFile(FileSystemPath.Resolve(this, RootCertificate));

    private static string CheckedFile(string file) =>
        Directory.Exists(file) ? throw new SyncException(ErrorId.PathInvalid, $"'{file}' is a folder.", "The root certificate has to be a PEM file.", file) : file;

    private static SyncException Invalid(string summary, string advice) => new(ErrorId.ParameterInvalid, summary, advice, null);

    private SourceSettings Settings(
        string server, int port, string database, Func<Login> login, TlsMode tlsMode, string? rootCertificate, bool isLoginRenewed = false) => new()
        {
            Server = server,
            Port = port,
            Database = database,
            Login = login,
            IsLoginRenewed = isLoginRenewed,
            TlsMode = tlsMode,
            RootCertificate = rootCertificate,
            ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeout),
            StatementTimeout = TimeSpan.FromSeconds(StatementTimeout),
            ReadTimeout = TimeSpan.FromSeconds(ReadTimeout),
            QueryGroup = QueryGroup,
            ApplicationName = ApplicationName,
        };
}
