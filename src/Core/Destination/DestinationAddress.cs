namespace RedshiftSync;

/// <summary>
/// What a user has given to name a destination. Deliberately not a record: the text can contain a password, which must not be printed by
/// accident.
/// </summary>
/// <param name="text">A path, an address or a connection string, as it was given.</param>
/// <param name="resolvePath">Turns a path as PowerShell takes it into a full one; throws PathInvalid.</param>
internal sealed class DestinationAddress(string text, Func<string, string> resolvePath)
{
    /// <summary>The text as it was given. Never quoted, because it can contain a password.</summary>
    public string Text => text;

    /// <summary>User and password, which override those in the text; null without any.</summary>
    public Func<Login>? Login { get; init; }

    /// <summary>How long a server may be silent before the destination counts as unavailable; zero for no limit.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The file that the text names, which need not exist, as a full path.</summary>
    /// <exception cref="SyncException">PathInvalid.</exception>
    public string ResolvePath() => resolvePath(text);
}
