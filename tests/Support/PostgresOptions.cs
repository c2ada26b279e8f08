namespace RedshiftSync.TestSupport;

/// <summary>Options of a <see cref="PostgresServer"/>.</summary>
public sealed record PostgresOptions
{
    /// <summary>How passwords are stored and requested: <c>scram-sha-256</c> or <c>md5</c> (as on Redshift).</summary>
    public string PasswordEncryption { get; init; } = "scram-sha-256";

    /// <summary>A certificate and its key in PEM form, for a server that speaks TLS; null for one that does not.</summary>
    public (string Certificate, string Key)? Certificate { get; init; }

    /// <summary>Further lines of postgresql.conf; they win over the defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
