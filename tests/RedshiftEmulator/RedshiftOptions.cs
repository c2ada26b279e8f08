namespace RedshiftSync.RedshiftEmulator;

/// <summary>Options of a <see cref="RedshiftServer"/>.</summary>
public sealed record RedshiftOptions
{
    /// <summary>
    /// Who may log in, and how; null for the backend's own user with its password. In the backend, every session runs as that user.
    /// </summary>
    public IReadOnlyList<RedshiftLogin>? Logins { get; init; }

    /// <summary>Whether the connection can or must be encrypted; takes an <see cref="Authority"/>.</summary>
    public TlsOffer Tls { get; init; } = TlsOffer.None;

    /// <summary>Who signs the server's certificate.</summary>
    public TestAuthority? Authority { get; init; }

    /// <summary>What certificate the server shows.</summary>
    public ServerCertificate Certificate { get; init; } = ServerCertificate.Good;

    /// <summary>The port to listen on; zero chooses a free one.</summary>
    public int Port { get; init; }

    /// <summary>The version that the server reports.</summary>
    public string ServerVersion { get; init; } = "8.0.2";

    /// <summary>Whether SQL that Redshift does not support is refused. Otherwise it is sent to PostgreSQL, which may support it.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Determines the order of rows of a query without ORDER BY.</summary>
    public int ShuffleSeed { get; init; } = 802;

    /// <summary>Texts in rows to replace by bytes of the same length: PostgreSQL itself never sends invalid UTF-8.</summary>
    public IReadOnlyDictionary<string, byte[]> RawBytes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>How the server differs from other clusters at first; <see cref="RedshiftServer.Quirks"/> changes it.</summary>
    public RedshiftQuirks Quirks { get; init; } = new();

    /// <summary>Columns, by name, that are reported with another type OID, such as 4000 for SUPER.</summary>
    public IReadOnlyDictionary<string, uint> ColumnTypes { get; init; } = new Dictionary<string, uint>();
}

/// <summary>A user of the server.</summary>
/// <param name="User">The name, including a prefix such as <c>IAM:</c>.</param>
/// <param name="Password">The password.</param>
/// <param name="Kind">How the password is requested.</param>
public sealed record RedshiftLogin(string User, string Password, LoginKind Kind = LoginKind.Md5);

/// <summary>How a password is requested (docs/redshift.md, Passwords).</summary>
public enum LoginKind
{
    /// <summary>PostgreSQL's md5 method.</summary>
    Md5,

    /// <summary>Redshift's own digest, authentication code 13: no PostgreSQL driver supports it.</summary>
    Sha256,

    /// <summary>A token of an identity provider, authentication code 14.</summary>
    IdentityProvider,
}

/// <summary>Whether a server offers TLS.</summary>
public enum TlsOffer
{
    /// <summary>No TLS: an SSLRequest is answered with N.</summary>
    None,

    /// <summary>TLS is offered, and plain connections are accepted.</summary>
    Offered,

    /// <summary>TLS is required: plain connections are rejected, as by a cluster with require_SSL.</summary>
    Required,
}

/// <summary>The certificate that a server shows.</summary>
public enum ServerCertificate
{
    /// <summary>Valid for localhost and 127.0.0.1, signed by the authority.</summary>
    Good,

    /// <summary>Like the good one, but expired.</summary>
    Expired,

    /// <summary>Valid for another host.</summary>
    WrongHost,

    /// <summary>Signed by another authority of the same name.</summary>
    UntrustedAuthority,
}
