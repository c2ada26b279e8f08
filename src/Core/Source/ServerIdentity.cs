namespace RedshiftSync;

/// <summary>The server, database and user of a connection.</summary>
/// <param name="Version">The version that the server reports.</param>
/// <param name="Database">The database of the connection.</param>
/// <param name="User">The user, as the server reports it.</param>
/// <param name="TimeZone">The session's time zone; null if the server does not report it.</param>
/// <param name="Tls">The TLS parameters; null if the connection is not encrypted.</param>
internal sealed record ServerIdentity(string Version, string Database, string User, string? TimeZone, TlsInfo? Tls)
{
    /// <summary>Whether the server reports itself as Redshift; otherwise it is PostgreSQL or compatible with PostgreSQL.</summary>
    public bool IsRedshift => Version.Contains("Redshift", StringComparison.OrdinalIgnoreCase);

    /// <summary>The SQL dialect of the server.</summary>
    public ISqlDialect Dialect => IsRedshift ? RedshiftDialect.Instance : PostgresDialect.Instance;
}

/// <summary>The negotiated TLS parameters of a connection.</summary>
/// <param name="Protocol">For example TLS 1.3.</param>
/// <param name="Subject">The name in the server's certificate.</param>
/// <param name="Expires">When the certificate expires, UTC.</param>
internal sealed record TlsInfo(string Protocol, string Subject, DateTime Expires);
