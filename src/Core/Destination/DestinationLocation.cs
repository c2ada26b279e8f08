namespace RedshiftSync;

/// <summary>
/// The location of a destination. Deliberately not a record: an address can contain a password, which must not be printed by accident.
/// </summary>
internal sealed class DestinationLocation
{
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

    /// <summary>User and password that override those in the address; null without any.</summary>
    public Func<Login>? Login { get; }

    /// <summary>
    /// How long the server may be silent before the destination counts as unavailable; zero for no limit. Does not apply to a file.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A SQLite file, which may not exist yet.</summary>
    /// <exception cref="SyncException">ParameterInvalid: the path is not that of a SQLite file.</exception>
    public static DestinationLocation Sqlite(string path)
    {
        SqliteFile.Check(path);
        return new(DestinationKind.Sqlite, path, login: null);
    }

    /// <summary>A PostgreSQL database.</summary>
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
