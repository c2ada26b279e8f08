namespace RedshiftSync;

/// <summary>Where a destination is. Deliberately not a record: an address can hold a password, and nothing may print it by accident.</summary>
internal sealed class DestinationLocation
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];
    private static readonly string[] HostKeys = ["host", "server", "data source"];

    private DestinationLocation(DestinationKind kind, string address, Func<Login>? login)
    {
        Kind = kind;
        Address = address;
        Login = login;
    }

    /// <summary>What kind of database it is.</summary>
    public DestinationKind Kind { get; }

    /// <summary>A full path, or an address or connection string of PostgreSQL.</summary>
    public string Address { get; }

    /// <summary>User and password, instead of those in the address; null without any.</summary>
    public Func<Login>? Login { get; }

    /// <summary>How long the server may be silent before the destination counts as unavailable; zero for ever. A file has limits of its own.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a text names a PostgreSQL: <c>postgresql://</c> and so on, or a connection string with a host in it. Anything else is a path.</summary>
    public static bool IsPostgres(string text) =>
        Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        || text.Split(';').Select(part => part.Split('=')).Any(part => part.Length > 1 && HostKeys.Contains(part[0].Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>A SQLite file.</summary>
    public static DestinationLocation Sqlite(string path) => new(DestinationKind.Sqlite, path, login: null);

    /// <summary>A PostgreSQL.</summary>
    public static DestinationLocation Postgres(string address, Func<Login>? login, TimeSpan timeout) => new(DestinationKind.Postgres, address, login) { Timeout = timeout };
}

/// <summary>What kind of database a destination is.</summary>
internal enum DestinationKind
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}
