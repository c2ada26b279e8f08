namespace RedshiftSync;

/// <summary>
/// The server and login of a connection, from parameters, a file or environment variables. Deliberately not a record: the password must not
/// be printed by accident.
/// </summary>
internal sealed class ConnectionValues
{
    /// <summary>The host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>Returns user and password. Called each time a session is opened.</summary>
    public required Func<Login> Login { get; init; }

    /// <summary>Whether <see cref="Login"/> can return another login each time.</summary>
    public bool IsLoginRenewed { get; init; }

    /// <summary>The TLS mode; null if it is not given.</summary>
    public TlsMode? SslMode { get; init; }

    /// <summary>A PEM file with the authorities to trust; null if it is not given.</summary>
    public string? RootCertificate { get; init; }
}
