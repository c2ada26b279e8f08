using Npgsql;

namespace RedshiftSync.Adapters.Source;

/// <summary>The driver's settings for Redshift. Each line answers to a line of what is known of Redshift and the driver.</summary>
internal static class ConnectionSettings
{
    // After a cancel request the server has this long to answer before the connection is given up: the shell is to be back within a second.
    private const int CancellationTimeoutMilliseconds = 500;

    public static NpgsqlDataSource CreateDataSource(SourceSettings settings, Login login, TlsVerification verification)
    {
        var builder = new NpgsqlDataSourceBuilder(Build(settings, login).ConnectionString);
        if (settings.TlsMode != TlsMode.Disable)
        {
            builder.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = verification.Verify);
        }

        // Redshift lacks what the driver's catalog query asks for.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Build(SourceSettings settings, Login login) => new()
    {
        Host = settings.Server,
        Port = settings.Port,
        Database = settings.Database,
        Username = login.User,
        Password = login.Password,
        ApplicationName = settings.ApplicationName,

        // Version 10 asks for GSS first where Kerberos credentials exist.
        GssEncryptionMode = GssEncryptionMode.Disable,

        // Require never falls back to plain text; what is verified is up to TlsVerification.
        SslMode = settings.TlsMode == TlsMode.Disable ? SslMode.Disable : SslMode.Require,

        // The driver resets nothing on a server older than 8.3: a pooled session would leak its settings to the next user.
        Pooling = false,
        Enlist = false,

        // GETDATE() and the display of times follow the session's zone.
        Timezone = "UTC",

        // The driver's own keep-alive does not run during a query; the socket's does, and keeps long ones alive behind NAT.
        TcpKeepAlive = true,
        TcpKeepAliveTime = 30,
        TcpKeepAliveInterval = 10,
        Timeout = (int)Math.Ceiling(settings.ConnectTimeout.TotalSeconds),

        // The server enforces the statement's limit; a client that gives up on its own would leave the query running.
        CommandTimeout = 0,
        CancellationTimeout = CancellationTimeoutMilliseconds,

        // Details can hold row data.
        IncludeErrorDetail = false,
    };
}
