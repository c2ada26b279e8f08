namespace RedshiftSync;

/// <summary>The settings of a session. Deliberately not a record: the password must not be printed by accident.</summary>
internal sealed class SourceSettings
{
    /// <summary>The cluster's host name or address.</summary>
    public required string Server { get; init; }

    /// <summary>The TCP port; Redshift's own is 5439.</summary>
    public required int Port { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>Returns user and password. Called each time a session is opened, so that short-lived credentials are fresh.</summary>
    public required Func<Login> Login { get; init; }

    /// <summary>Whether <see cref="Login"/> can return another login each time, as a credential provider does.</summary>
    public bool IsLoginRenewed { get; init; }

    /// <summary>How the connection is encrypted and the server verified.</summary>
    public TlsMode TlsMode { get; init; } = TlsMode.VerifyFull;

    /// <summary>A PEM file with the authorities to trust instead of the system's; null for the system's.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>How long opening may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a statement may run, enforced by the server; zero for no limit.</summary>
    public TimeSpan StatementTimeout { get; init; }

    /// <summary>
    /// The time without an answer in the middle of a result after which the connection counts as lost; zero for no limit.
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The workload-management query group, or null for none.</summary>
    public string? QueryGroup { get; init; }

    /// <summary>The application name that the server shows for the session.</summary>
    public string ApplicationName { get; init; } = "RedshiftSync";
}

/// <summary>A user and password for one session. Deliberately not a record: the password must not be printed by accident.</summary>
internal sealed class Login(string user, string password)
{
    /// <summary>The user name, verbatim: a prefix such as <c>IAM:</c> is part of it.</summary>
    public string User { get; } = user;

    /// <summary>The password.</summary>
    public string Password { get; } = password;
}

/// <summary>
/// How a connection is encrypted. There is no "prefer": it would retry in plain text after any failure, including a wrong password.
/// </summary>
public enum TlsMode
{
    /// <summary>TLS, the chain and the host name verified.</summary>
    VerifyFull,

    /// <summary>TLS and the chain verified, any host name.</summary>
    VerifyCA,

    /// <summary>TLS without verification: protects against eavesdropping, not against an impostor.</summary>
    Require,

    /// <summary>No TLS: the password and the data are sent in plain text.</summary>
    Disable,
}
