using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>The driver's settings for Redshift and for a PostgreSQL destination. Each line answers to a line of what is known of server and driver.</summary>
internal static class ConnectionSettings
{
    /// <summary>After a cancel request the server has this long to answer before the connection is given up: the shell is to be back within a second.</summary>
    public const int CancellationTimeoutMilliseconds = 500;

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
    /// <param name="settings">Whom to connect to, and how.</param>
    /// <param name="tlsMode">What to verify.</param>
    /// <param name="verification">Verifies it.</param>
    public static NpgsqlDataSource CreateDataSource(NpgsqlConnectionStringBuilder settings, TlsMode tlsMode, TlsVerification verification)
    {
        // Version 10 asks for GSS first where Kerberos credentials exist.
        settings.GssEncryptionMode = GssEncryptionMode.Disable;

        // Require never falls back to plain text; what is verified is up to TlsVerification.
        settings.SslMode = tlsMode == TlsMode.Disable ? SslMode.Disable : SslMode.Require;
        settings.RootCertificate = null;

        // The driver resets nothing on a server older than 8.3: a pooled session would leak its settings to the next user.
        settings.Pooling = false;
        settings.Enlist = false;

        // GETDATE() and the display of times follow the session's zone.
        settings.Timezone = "UTC";

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

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (tlsMode != TlsMode.Disable)
        {
            builder.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = verification.Verify);
        }

        // Redshift lacks what the driver's catalog query asks for; a destination has no use for it either.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }
}
