using Npgsql;
using RedshiftSync.Adapters.Postgres;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// The driver's settings for Redshift and for a PostgreSQL destination. What the driver would otherwise take from the environment (PG…
/// variables, files in the home folder, Kerberos tickets) is set here to a value, since an empty one does not override.
/// </summary>
internal static class ConnectionSettings
{
    /// <summary>
    /// How long the server has to answer a cancel request before the connection is abandoned: a command has to stop within a second.
    /// </summary>
    public const int CancellationTimeoutMilliseconds = 500;

    private const string Utf8 = "UTF8";
    private const string SqlRewriting = "Npgsql.EnableSqlRewriting";

    private static string UnusedClientCertificate => FindBesideAssembly("UnusedClientCertificate.pfx");

    /// <summary>The driver's settings for a source.</summary>
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

    /// <summary>Completes the settings that all connections have in common, and creates a factory of connections.</summary>
    /// <param name="settings">Server, login and options of the connection. Password and Passfile are removed.</param>
    /// <param name="tlsMode">What to verify.</param>
    /// <param name="verification">Verifies the certificate.</param>
    /// <exception cref="SyncException">ParameterInvalid: no user, or a password file that cannot be used. ConfigurationInvalid: a switch of
    /// the process.</exception>
    public static ConnectionFactory CreateFactory(NpgsqlConnectionStringBuilder settings, TlsMode tlsMode, TlsVerification verification)
    {
        ThrowIfNotRewriting();
        var password = TakePassword(settings);
        IgnoreEnvironment(settings);

        // Require never falls back to plain text; TlsVerification verifies the certificate.
        settings.SslMode = tlsMode == TlsMode.Disable ? SslMode.Disable : SslMode.Require;
        settings.RootCertificate = null;

        // The driver does not reset sessions on a server older than 8.3: a pooled session would leak its settings to the next user.
        settings.Pooling = false;
        settings.Enlist = false;

        // The driver's own keep-alive does not run during a query. The keep-alive of the socket does, so that NAT does not drop a long
        // query.
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = 30;
        settings.TcpKeepAliveInterval = 10;

        // The server enforces the statement's limit; a client-side timeout would leave the query running.
        settings.CommandTimeout = 0;
        settings.CancellationTimeout = CancellationTimeoutMilliseconds;

        // Details can contain row data.
        settings.IncludeErrorDetail = false;

        // Fewer and larger reads, but below the size of a large object.
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

            // The driver's query for types fails on Redshift; a destination does not need it either.
            builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
            return builder.Build();
        }
    }

    // Every Npgsql in a process reads the same switches. Without this one, it supports neither named parameters nor several statements in
    // one.
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

    // A provider passes the password, because it takes precedence over PGPASSWORD and password files even without a password: the driver
    // treats an empty password as a missing one.
    private static string TakePassword(NpgsqlConnectionStringBuilder settings)
    {
        // Otherwise the driver would try PGUSER, a Kerberos ticket and the name of the operating system's user.
        if (string.IsNullOrEmpty(settings.Username))
        {
            throw new SyncException(
                ErrorId.ParameterInvalid,
                "The destination's address names no user.",
                "Give user and password with -DestinationCredential.",
                null);
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

    // One line for each variable and file that the driver reads if the setting has no value.
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

        // PGREQUIREAUTH, and logins by a Kerberos ticket. A server may accept the user without a password.
        settings.RequireAuth = settings.ChannelBinding == ChannelBinding.Require ? "ScramSHA256" : "Password,MD5,ScramSHA256,None";

        // PGSSLCERT, PGSSLKEY, ~/.postgresql/postgresql.crt and .key: the driver would load them before its callback can remove them,
        // and fail if it cannot. If they exist, the driver loads another certificate instead.
        if (HasClientCertificate())
        {
            settings.SslCertificate = UnusedClientCertificate;
        }

        // ConnectionFactory handles PGOPTIONS.
        // PGSSLROOTCERT and ~/.postgresql/root.crt are read with verify-ca and verify-full only, PGTARGETSESSIONATTRS with several hosts
        // only.
    }

    private static bool HasClientCertificate()
    {
        var (variable, folder) = OperatingSystem.IsWindows() ? ("APPDATA", "postgresql") : ("HOME", ".postgresql");
        return Environment.GetEnvironmentVariable("PGSSLCERT") is not null
            || (Environment.GetEnvironmentVariable(variable) is { } home && File.Exists(Path.Combine(home, folder, "postgresql.crt")));
    }

    // In the folder of the assembly, or two levels above a precompiled one.
    private static string FindBesideAssembly(string name)
    {
        var folder = Path.GetDirectoryName(typeof(ConnectionSettings).Assembly.Location)!;
        return new[] { folder, Path.Combine(folder, "..", "..") }.Select(f => Path.GetFullPath(Path.Combine(f, name))).First(File.Exists);
    }
}
