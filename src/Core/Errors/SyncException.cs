namespace RedshiftSync;

/// <summary>An error with an ErrorId, and with advice for the user.</summary>
public sealed class SyncException : Exception
{
    /// <summary>Creates an error.</summary>
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

    /// <summary>
    /// The first part of the error's FullyQualifiedErrorId; about_RedshiftSync_Troubleshooting has an entry for each. Never null.
    /// </summary>
    public string ErrorId { get; }

    /// <summary>What happened, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }

    /// <summary>What it happened to: a server, a table, a path, the number of a batch. May be null.</summary>
    public object? Target { get; }

    /// <summary>Whether another attempt, on a new connection, can succeed.</summary>
    public bool IsTransient { get; }

    /// <summary>Why a destination refused a row of a batch, without values; null for any other failure.</summary>
    internal string? RowProblem { get; init; }

    /// <summary>Whether a concurrent transaction caused the failure, so that the same session can try again.</summary>
    internal bool IsConflict { get; init; }

    /// <summary>Whether a host name has no address. This is transient if the name had one before; otherwise the name is misspelt.</summary>
    internal bool IsHostUnknown { get; init; }

    /// <summary>
    /// Whether the server refused a statement as such: it lacks what the statement names, or the user lacks a right. Another statement may
    /// succeed where one was refused; after any other failure it would only hide the failure.
    /// </summary>
    internal bool IsRefusal => !IsTransient && ErrorId is RedshiftSync.ErrorId.QueryFailed or RedshiftSync.ErrorId.PermissionDenied;

    /// <summary>Returns the failure as a transient one.</summary>
    internal SyncException AsTransient() =>
        new(ErrorId, Summary, Advice, Target, InnerException, isTransient: true) { IsHostUnknown = IsHostUnknown, RowProblem = RowProblem };

    /// <summary>Returns the failure after further attempts have failed as well.</summary>
    /// <param name="attempts">The number of further attempts.</param>
    /// <param name="elapsed">The time of these attempts, including pauses.</param>
    /// <param name="last">The failure of the last attempt.</param>
    internal SyncException After(int attempts, TimeSpan elapsed, SyncException last) => new(
        ErrorId,
        $"{Summary} {(attempts == 1 ? "Another attempt" : $"{attempts} more attempts")} in {Duration.Describe(elapsed)} also failed" +
        $"{(last.Summary == Summary ? "" : $", the last with: {last.Summary.TrimEnd('.')}")}.",
        Advice,
        Target,
        this);
}
