namespace RedshiftSync;

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Version">What the server says of its version.</param>
/// <param name="Database">The database connected to.</param>
/// <param name="User">The user that the server sees.</param>
/// <param name="TimeZone">The session's zone, or null where the server does not tell.</param>
/// <param name="Tls">How the connection is encrypted; null when it is not.</param>
internal sealed record ServerIdentity(string Version, string Database, string User, string? TimeZone, TlsInfo? Tls)
{
    /// <summary>Whether the server calls itself Redshift; otherwise it is PostgreSQL or a server that is compatible with it.</summary>
    public bool IsRedshift => Version.Contains("Redshift", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server's SQL.</summary>
    public ISqlDialect Dialect => IsRedshift ? RedshiftDialect.Instance : PostgresDialect.Instance;
}

/// <summary>What was agreed on when a connection was encrypted.</summary>
/// <param name="Protocol">For example TLS 1.3.</param>
/// <param name="Subject">Whom the server's certificate names.</param>
/// <param name="Expires">When the certificate expires, UTC.</param>
internal sealed record TlsInfo(string Protocol, string Subject, DateTime Expires);
