namespace RedshiftSync;

/// <summary>The result of one check of a preflight.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Value">What was found: a text, a number, a duration; null if nothing could be determined.</param>
/// <param name="Message">A sentence, with advice if there is any.</param>
/// <param name="ErrorId">The constant of <see cref="RedshiftSync.ErrorId"/> with which a sync would fail; null otherwise.</param>
internal sealed record SourceFinding(string Check, CheckStatus Status, object? Value, string Message, string? ErrorId = null)
{
    internal static SourceFinding Failed(string check, SyncException e) => new(check, CheckStatus.Failed, null, e.Message, e.ErrorId);
}

/// <summary>The outcome of a check.</summary>
public enum CheckStatus
{
    /// <summary>The check has passed.</summary>
    Passed,

    /// <summary>A sync works, but the user should know.</summary>
    Warning,

    /// <summary>A sync would fail.</summary>
    Failed,

    /// <summary>The outcome cannot be determined.</summary>
    Unknown,
}

/// <summary>How a table is read, with the findings about it.</summary>
/// <param name="Schema">The table, described.</param>
/// <param name="Findings">The findings about its key, its cursor and its columns.</param>
/// <param name="HasCursor">Whether the cursor is known; otherwise that of the schema only stands in for it.</param>
internal sealed record TableFindings(TableSchema Schema, IReadOnlyList<SourceFinding> Findings, bool HasCursor = true);
