namespace RedshiftSync;

/// <summary>Something that went wrong in a way that the user can act on.</summary>
public sealed class SyncException : Exception
{
    /// <summary>Describes what went wrong.</summary>
    /// <param name="errorId">A constant of <see cref="RedshiftSync.ErrorId"/>.</param>
    /// <param name="summary">What happened, in one sentence. Never a secret, never a row's content.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="target">What it happened to: a server, a table, a path.</param>
    /// <param name="inner">The exception that caused it, if any.</param>
    /// <param name="isTransient">Whether another attempt, on a new connection, can succeed.</param>
    internal SyncException(string errorId, string summary, string advice, object? target, Exception? inner = null, bool isTransient = false)
        : base($"{summary} {advice}".TrimEnd(), inner)
    {
        ErrorId = errorId;
        Summary = summary;
        Advice = advice;
        Target = target;
        IsTransient = isTransient;
    }

    /// <summary>The first part of the error's FullyQualifiedErrorId; about_RedshiftSync_Troubleshooting has an entry for each. Never null.</summary>
    public string ErrorId { get; }

    /// <summary>What happened, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }

    /// <summary>What it happened to: a server, a table, a path, the number of a batch. May be null.</summary>
    public object? Target { get; }

    /// <summary>Whether another attempt, on a new connection, can succeed.</summary>
    public bool IsTransient { get; }

    /// <summary>Why a destination refused a row of a batch, without a value of it; null for any other failure.</summary>
    internal string? RowProblem { get; init; }

    /// <summary>Whether other transactions were in the way: the connection is good, and the same session can try again.</summary>
    internal bool IsConflict { get; init; }

    /// <summary>Whether a host name had no address. That may pass where the name had one before; a name that was never known is misspelt.</summary>
    internal bool IsHostUnknown { get; init; }

    /// <summary>The same failure where it may pass.</summary>
    internal SyncException AsTransient() => new(ErrorId, Summary, Advice, Target, InnerException, isTransient: true) { IsHostUnknown = IsHostUnknown, RowProblem = RowProblem };

    /// <summary>The same failure once all attempts to get over it have failed.</summary>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="elapsed">How long they took, their pauses included.</param>
    /// <param name="last">How the last one failed.</param>
    internal SyncException After(int attempts, TimeSpan elapsed, SyncException last) => new(
        ErrorId,
        $"{Summary} {(attempts == 1 ? "Another attempt" : $"{attempts} more attempts")} in {Duration.Describe(elapsed)} also failed" +
        $"{(last.Summary == Summary ? "" : $", the last with: {last.Summary.TrimEnd('.')}")}.",
        Advice,
        Target,
        this);
}
