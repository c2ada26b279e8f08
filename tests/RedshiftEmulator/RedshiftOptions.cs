namespace RedshiftSync.RedshiftEmulator;

/// <summary>What a <see cref="RedshiftServer"/> is started with.</summary>
public sealed record RedshiftOptions
{
    /// <summary>Who may log in, and how; null for the backend's own user with its password. Behind, all of them are that user.</summary>
    public IReadOnlyList<RedshiftLogin>? Logins { get; init; }

    /// <summary>Whether the connection can or must be encrypted; takes an <see cref="Authority"/>.</summary>
    public TlsOffer Tls { get; init; } = TlsOffer.None;

    /// <summary>Who signs the server's certificate.</summary>
    public TestAuthority? Authority { get; init; }

    /// <summary>What certificate the server shows.</summary>
    public ServerCertificate Certificate { get; init; } = ServerCertificate.Good;

    /// <summary>The port to listen on; zero for a free one.</summary>
    public int Port { get; init; }

    /// <summary>What the server says of its version.</summary>
    public string ServerVersion { get; init; } = "8.0.2";

    /// <summary>Whether what Redshift does not know is refused. Otherwise it reaches PostgreSQL, which may know it.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>Decides the order of rows for which the query asks none.</summary>
    public int ShuffleSeed { get; init; } = 802;

    /// <summary>Texts in rows that arrive as other bytes, of the same number each: PostgreSQL lets no client have what is no UTF-8.</summary>
    public IReadOnlyDictionary<string, byte[]> RawBytes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Columns to be shown with another type's OID, by name, such as 4000 for SUPER.</summary>
    public IReadOnlyDictionary<string, uint> ColumnTypes { get; init; } = new Dictionary<string, uint>();
}

/// <summary>One user.</summary>
/// <param name="User">The name, a prefix such as <c>IAM:</c> included.</param>
/// <param name="Password">The password.</param>
/// <param name="Kind">How it is asked for.</param>
public sealed record RedshiftLogin(string User, string Password, LoginKind Kind = LoginKind.Md5);

/// <summary>How a password is asked for.</summary>
public enum LoginKind
{
    /// <summary>By PostgreSQL's md5 method.</summary>
    Md5,

    /// <summary>By Redshift's own digest, authentication code 13: no PostgreSQL driver knows it.</summary>
    Sha256,

    /// <summary>By a token of an identity provider, authentication code 14.</summary>
    IdentityProvider,
}

/// <summary>Whether a server speaks TLS.</summary>
public enum TlsOffer
{
    /// <summary>It answers N to the question.</summary>
    None,

    /// <summary>It does, and it lets plain connections in.</summary>
    Offered,

    /// <summary>It does, and it turns plain connections away, as a cluster with require_SSL does.</summary>
    Required,
}

/// <summary>The certificate that a server shows.</summary>
public enum ServerCertificate
{
    /// <summary>Valid for localhost and 127.0.0.1, signed by the authority.</summary>
    Good,

    /// <summary>As the good one, but its time is over.</summary>
    Expired,

    /// <summary>Valid for another host.</summary>
    WrongHost,

    /// <summary>Signed by another authority of the same name.</summary>
    UntrustedAuthority,
}
