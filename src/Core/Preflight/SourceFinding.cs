namespace RedshiftSync;

/// <summary>What a preflight found out about one thing.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Value">What was found: a text, a number, a length of time; null where nothing could be.</param>
/// <param name="Message">A sentence, with what to do about it where that helps.</param>
/// <param name="ErrorId">One of <see cref="RedshiftSync.ErrorId"/> where a sync would fail with it; null otherwise.</param>
internal sealed record SourceFinding(string Check, CheckStatus Status, object? Value, string Message, string? ErrorId = null)
{
    internal static SourceFinding Failed(string check, SyncException e) => new(check, CheckStatus.Failed, null, e.Message, e.ErrorId);
}

/// <summary>How a checked thing stands.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>A sync works, but the user should know.</summary>
    Warning,

    /// <summary>A sync would fail.</summary>
    Failed,

    /// <summary>It cannot be seen from here.</summary>
    Unknown,
}
