namespace RedshiftSync;

/// <summary>
/// A server and how to log in to it, from parameters, a file or environment variables. Deliberately not a record: nothing may print the
/// password by accident.
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

    /// <summary>How to encrypt and what to verify; null where that is not given.</summary>
    public TlsMode? SslMode { get; init; }

    /// <summary>A PEM file with the authorities to trust; null where that is not given.</summary>
    public string? RootCertificate { get; init; }
}
