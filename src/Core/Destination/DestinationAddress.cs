namespace RedshiftSync;

/// <summary>
/// The address of a destination as the user has given it. Deliberately not a record: the text can contain a password, which must not be
/// printed by accident.
/// </summary>
/// <param name="text">A path, an address or a connection string.</param>
/// <param name="resolvePath">Converts a PowerShell path into a full path; throws PathInvalid.</param>
internal sealed class DestinationAddress(string text, Func<string, string> resolvePath)
{
    /// <summary>The text of the user. No message may quote it, because it can contain a password.</summary>
    public string Text => text;

    /// <summary>Returns user and password, which override those in the text; null if none are given.</summary>
    public Func<Login>? Login { get; init; }

    /// <summary>The time without an answer after which the destination counts as unavailable; zero for no limit.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Returns the full path of the file that the text names, which need not exist.</summary>
    /// <exception cref="SyncException">PathInvalid.</exception>
    public string ResolvePath() => resolvePath(text);
}
