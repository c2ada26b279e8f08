using Npgsql;
using RedshiftSync.Adapters.Postgres;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// The driver's settings for Redshift and for a PostgreSQL destination. What the driver would otherwise take from the environment (PG…
/// variables, files in the home folder, Kerberos tickets) is set here to a value, since an empty one does not override.
/// </summary>
internal static class ConnectionSettings
{
    /// <summary>How long the server has to answer a cancel request before the connection is given up: the shell has to be back within a second.</summary>
    public const int CancellationTimeoutMilliseconds = 500;

    private const string Utf8 = "UTF8";
    private const string SqlRewriting = "Npgsql.EnableSqlRewriting";

    private static string UnusedClientCertificate => FindBesideAssembly("UnusedClientCertificate.pfx");

    /// <summary>Settings that make a source of <paramref name="settings"/>.</summary>
    public static NpgsqlConnectionStringBuilder ForSource(SourceSettings settings, Login login) => new()
    {
        Host = settings.Server,
        Port = settings.Port,
        Database = settings.Database,
        Username = login.User,
        Password = login.Password,
        ApplicationName = settings.ApplicationName,
        Timeout = (int)Math.Ceiling(settings.ConnectTimeout.TotalSeconds),
    };

    /// <summary>Completes the settings with what every connection here needs.</summary>
    /// <param name="settings">Whom to connect to, and how. Password and Passfile are taken out.</param>
    /// <param name="tlsMode">What to verify.</param>
    /// <param name="verification">Verifies it.</param>
    /// <exception cref="SyncException">ParameterInvalid: no user, or a password file that cannot be used. ConfigurationInvalid: a switch of the process.</exception>
    public static ConnectionFactory CreateFactory(NpgsqlConnectionStringBuilder settings, TlsMode tlsMode, TlsVerification verification)
    {
        ThrowIfNotRewriting();
        var password = TakePassword(settings);
        IgnoreEnvironment(settings);

        // Require never falls back to plain text; what is verified is up to TlsVerification.
        settings.SslMode = tlsMode == TlsMode.Disable ? SslMode.Disable : SslMode.Require;
        settings.RootCertificate = null;

        // The driver resets nothing on a server older than 8.3: a pooled session would leak its settings to the next user.
        settings.Pooling = false;
        settings.Enlist = false;

        // The driver's own keep-alive does not run during a query; the socket's does, and keeps long ones alive behind NAT.
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 30;
        settings.TcpKeepAliveInterval = 10;

        // The server enforces the statement's limit; a client that gives up on its own would leave the query running.
        settings.CommandTimeout = 0;
        settings.CancellationTimeout = CancellationTimeoutMilliseconds;

        // Details can hold row data.
        settings.IncludeErrorDetail = false;

        // Fewer and larger reads; below the size from which the buffer would live among the large objects.
        settings.ReadBufferSize = 64 * 1024;

        return new ConnectionFactory(settings, Build);

        NpgsqlDataSource Build(string connectionString)
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            builder.UsePasswordProvider(_ => password, (_, _) => ValueTask.FromResult(password));
            if (tlsMode != TlsMode.Disable)
            {
                builder.UseSslClientAuthenticationOptionsCallback(options =>
                {
                    options.RemoteCertificateValidationCallback = verification.Verify;
                    options.ClientCertificateContext = null;
                    options.ClientCertificates = null;
                });
            }

            // Redshift lacks what the driver's catalog query asks for; a destination has no use for it either.
            builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
            return builder.Build();
        }
    }

    // Every Npgsql in a process reads the same switches. Without this one it takes neither named parameters nor several statements in one.
    private static void ThrowIfNotRewriting()
    {
        if (AppContext.TryGetSwitch(SqlRewriting, out var isOn) && !isOn)
        {
            throw new SyncException(
                ErrorId.ConfigurationInvalid,
                $"This process has set the switch {SqlRewriting} to false; the driver cannot work without it.",
                "Use the module in a process that leaves the switch as it is.",
                SqlRewriting);
        }
    }

    // Handed over by a provider, which goes before PGPASSWORD and password files even when there is none: the driver takes an empty password
    // for a missing one.
    private static string TakePassword(NpgsqlConnectionStringBuilder settings)
    {
        // The driver would go on to PGUSER, a Kerberos ticket and the name of the operating system's user.
        if (string.IsNullOrEmpty(settings.Username))
        {
            throw new SyncException(ErrorId.ParameterInvalid, "The destination's address names no user.", "Give user and password with -DestinationCredential.", null);
        }

        var password = settings.Password;
        if (string.IsNullOrEmpty(password) && settings.Passfile is { } file)
        {
            password = PasswordFile.Find(file, settings.Host!, settings.Port, settings.Database!, settings.Username);
        }

        settings.Password = null;
        settings.Passfile = null;
        return password ?? "";
    }

    // One line for each variable and file that the driver looks at when the setting has no value.
    private static void IgnoreEnvironment(NpgsqlConnectionStringBuilder settings)
    {
        // PGCLIENTENCODING; the second is what the driver itself encodes and decodes with.
        settings.ClientEncoding = Utf8;
        settings.Encoding = Utf8;

        // PGTZ. GETDATE() and the display of times follow the session's zone.
        settings.Timezone = "UTC";

        // PGAPPNAME
        settings.ApplicationName = string.IsNullOrEmpty(settings.ApplicationName) ? "RedshiftSync" : settings.ApplicationName;

        // PGGSSENCMODE, PGSSLNEGOTIATION
        settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.SslNegotiation = SslNegotiation.Postgres;

        // PGREQUIREAUTH, and logins by a Kerberos ticket. A server that lets the user in without a password may do so.
        settings.RequireAuth = settings.ChannelBinding == ChannelBinding.Require ? "ScramSHA256" : "Password,MD5,ScramSHA256,None";

        // PGSSLCERT, PGSSLKEY, ~/.postgresql/postgresql.crt and .key: the driver would load them before its callback can take them out again,
        // and fail where it cannot. It is given another one to load, and only then.
        if (HasClientCertificate())
        {
            settings.SslCertificate = UnusedClientCertificate;
        }

        // PGOPTIONS is up to ConnectionFactory.
        // PGSSLROOTCERT and ~/.postgresql/root.crt are read with verify-ca and verify-full only, PGTARGETSESSIONATTRS with several hosts only.
    }

    private static bool HasClientCertificate()
    {
        var (variable, folder) = OperatingSystem.IsWindows() ? ("APPDATA", "postgresql") : ("HOME", ".postgresql");
        return Environment.GetEnvironmentVariable("PGSSLCERT") is not null
            || (Environment.GetEnvironmentVariable(variable) is { } home && File.Exists(Path.Combine(home, folder, "postgresql.crt")));
    }

    // Beside the assembly, or above the folder of the one that was compiled ahead.
    private static string FindBesideAssembly(string name)
    {
        var folder = Path.GetDirectoryName(typeof(ConnectionSettings).Assembly.Location)!;
        return new[] { folder, Path.Combine(folder, "..", "..") }.Select(f => Path.GetFullPath(Path.Combine(f, name))).First(File.Exists);
    }
}
