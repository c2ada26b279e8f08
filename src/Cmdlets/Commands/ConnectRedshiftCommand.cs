using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Tries connection settings. If they work, they become the runspace's default connection.</summary>
[Cmdlet(VerbsCommunications.Connect, "Redshift", DefaultParameterSetName = CredentialSet)]
[OutputType(typeof(Connection))]
public sealed class ConnectRedshiftCommand : CancellableCommand
{
    private const string CredentialSet = "Credential";
    private const string EndpointSet = "Endpoint";
    private const string ProviderSet = "CredentialProvider";
    private const string ConfigurationSet = "Configuration";
    private const string EnvironmentSet = "Environment";

    /// <summary>The cluster's or workgroup's host name, or its endpoint as the console shows it: host:port/database.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CredentialSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = EndpointSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(ServerCompleter))]
    [ValidateNotNullOrEmpty]
    [ServerName]
    public string Server { get; set; } = "";

    /// <summary>The database; it can also be part of -Server.</summary>
    [Parameter(Position = 1, ParameterSetName = CredentialSet)]
    [Parameter(Position = 1, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>The port.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = ConfigurationValues.DefaultPort;

    /// <summary>User and password.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = CredentialSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = EndpointSet)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A script block that returns a login, called each time a session is opened.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ValidateNotNull]
    public ScriptBlock? CredentialProvider { get; set; }

    /// <summary>A JSON file with host, database, port, user and password, and optionally sslMode and rootCertificate.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ConfigurationSet)]
    [FilePath]
    [Alias("PSPath")]
    [ArgumentCompleter(typeof(FileCompleter))]
    [ValidateNotNullOrEmpty]
    public string ConfigurationPath { get; set; } = "";

    /// <summary>The prefix of the environment variables that hold the settings.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    [ArgumentCompleter(typeof(EnvironmentPrefixCompleter))]
    [ValidateNotNullOrEmpty]
    public string EnvironmentPrefix { get; set; } = "";

    /// <summary>How to encrypt and what to verify.</summary>
    [Parameter]
    public TlsMode SslMode { get; set; } = TlsMode.VerifyFull;

    /// <summary>A PEM file with the authorities to trust instead of the system's.</summary>
    [Parameter]
    [FilePath]
    [ArgumentCompleter(typeof(FileCompleter))]
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

    /// <summary>
    /// Seconds that the server may be silent in the middle of a result before the connection counts as lost; 0 for no limit.
    /// </summary>
    [Parameter]
    [ValidateRange(0, MaxSeconds)]
    public int ReadTimeout { get; set; } = 300;

    /// <summary>The workload-management query group (Redshift only).</summary>
    [Parameter]
    [ValidatePattern(@"^[^'\\\x00]+$")]
    public string? QueryGroup { get; set; }

    /// <summary>The application name that the server shows for sessions.</summary>
    [Parameter]
    [ValidateLength(1, 63)]
    public string ApplicationName { get; set; } = "RedshiftSync";

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(InvokeOrThrow(Connect));

    private Connection Connect()
    {
        var settings = SettingsFor(Values());
        WriteVerbose($"Connecting to {settings.Server}:{settings.Port}, database {settings.Database}, {settings.TlsMode}.");
        using var session = AdapterLoader.Adapters.OpenSource(settings, Cancellation);
        WriteVerbose($"Connected to {session.Identity.Version}.");
        var connection = new Connection(settings, session.Identity);
        DefaultConnection.Current = connection;
        return connection;
    }

    private ConnectionValues Values() => ParameterSetName switch
    {
        ConfigurationSet => ConfigurationFile.Read(FileSystemPath.Resolve(this, ConfigurationPath), WriteWarning),
        EnvironmentSet => EnvironmentConfiguration.Read(EnvironmentPrefix),
        ProviderSet => ValuesFor(new CredentialProvider(CredentialProvider!).GetLogin, isLoginRenewed: true),
        _ => ValuesFor(Secret.LoginOf(Credential), isLoginRenewed: false),
    };

    private ConnectionValues ValuesFor(Func<Login> login, bool isLoginRenewed)
    {
        ThrowIfAddress(nameof(Server), Server, "name.id.region.redshift.amazonaws.com");
        ThrowIfAddress(nameof(Database), Database, "dev");
        var server = ServerAddress.TryParse(Server)
            ?? throw ParameterErrors.Invalid("-Server does not name a server.", "Write host, host:port or host:port/database.");
        var address = server.With(
            IsBound(nameof(Port)) ? Port : null,
            IsBound(nameof(Database)) ? Database : null,
            problem => ParameterErrors.Invalid($"The parameters contradict -Server: {problem}.", "Give port and database once."));
        return new()
        {
            Host = address.Host,
            Port = address.Port ?? Port,
            Database = address.Database
                ?? throw ParameterErrors.Invalid("No database is given.", "Give -Database, or append it to -Server: host:port/database."),
            Login = login,
            IsLoginRenewed = isLoginRenewed,
        };
    }

    // The value is not quoted, because an address can contain a password.
    private static void ThrowIfAddress(string parameter, string value, string example)
    {
        if (AddressText.CannotBeName(value))
        {
            throw ParameterErrors.Invalid(
                $"-{parameter} is not a name but an address or a connection string.",
                $"Give a name, as in {example}; user and password go into -Credential.");
        }
    }

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    // Parameters override the configuration.
    private SourceSettings SettingsFor(ConnectionValues values) => new()
    {
        Server = values.Host,
        Port = values.Port,
        Database = values.Database,
        Login = values.Login,
        IsLoginRenewed = values.IsLoginRenewed,
        TlsMode = IsBound(nameof(SslMode)) ? SslMode : values.SslMode ?? SslMode,
        RootCertificate = (RootCertificate ?? values.RootCertificate) is { } file ? CertificateFile(file) : null,
        ConnectTimeout = TimeSpan.FromSeconds(ConnectTimeout),
        StatementTimeout = TimeSpan.FromSeconds(StatementTimeout),
        ReadTimeout = TimeSpan.FromSeconds(ReadTimeout),
        QueryGroup = QueryGroup,
        ApplicationName = ApplicationName,
    };

    private string CertificateFile(string path) => FileSystemPath.Resolve(this, path) is var file && Directory.Exists(file)
        ? throw new SyncException(ErrorId.PathInvalid, $"'{file}' is a folder.", "The root certificate has to be a PEM file.", file)
        : file;
}
