namespace RedshiftSync;

/// <summary>Tries again, with growing pauses, what failed in a way that may pass.</summary>
internal interface IRetry
{
    /// <summary>Pauses and runs <paramref name="attempt"/> until it succeeds, throws what is not transient, or has been tried often enough.</summary>
    /// <param name="cause">What made it necessary.</param>
    /// <param name="maxAttempts">How often to try; zero throws <paramref name="cause"/>.</param>
    /// <param name="attempt">What to try.</param>
    /// <param name="notify">Told before each pause, on the calling thread.</param>
    /// <param name="cancellation">Ends a pause at once.</param>
    /// <exception cref="SyncException">The last failure.</exception>
    T Run<T>(SyncException cause, int maxAttempts, Func<T> attempt, Action<RetryNotice> notify, CancellationToken cancellation);
}

/// <summary>An attempt that is about to be made.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Pause">How long it waits first.</param>
/// <param name="Cause">What failed before it.</param>
internal sealed record RetryNotice(int Attempt, TimeSpan Pause, SyncException Cause)
{
    /// <summary>A sentence for the user.</summary>
    public string Describe(int maxAttempts) => FormattableString.Invariant($"{Cause.Summary} Trying again in {Pause.TotalSeconds:0.#} s (attempt {Attempt} of {maxAttempts}).");
}
