namespace RedshiftSync;

/// <summary>How stubborn a command is about failures that may pass.</summary>
/// <param name="Retry">Paces repeated attempts.</param>
/// <param name="MaxRetry">How many attempts in a row may fail without progress; zero for none at all.</param>
internal sealed record RetryPolicy(IRetry Retry, int MaxRetry)
{
    /// <summary>Runs what may fail in passing.</summary>
    /// <param name="action">It must bear to be run again.</param>
    /// <param name="reset">Run before each further attempt.</param>
    /// <param name="warn">Told of each further attempt, on the calling thread.</param>
    /// <param name="cancellation">Ends a pause at once.</param>
    /// <exception cref="SyncException">As <see cref="RunAgain"/>.</exception>
    public T Run<T>(Func<T> action, Action reset, Action<string> warn, CancellationToken cancellation)
    {
        try
        {
            return action();
        }
        catch (SyncException e) when (e.IsTransient)
        {
            return RunAgain(e, action, reset, warn, cancellation);
        }
    }

    /// <summary>Runs what <paramref name="cause"/> has ended.</summary>
    /// <exception cref="SyncException">
    /// <paramref name="cause"/> once all attempts have failed in ways that might pass, with the last of those named in it; or what else went wrong.
    /// </exception>
    public T RunAgain<T>(SyncException cause, Func<T> action, Action reset, Action<string> warn, CancellationToken cancellation)
    {
        try
        {
            return Retry.Run(
                cause,
                MaxRetry,
                () =>
                {
                    reset();
                    return action();
                },
                notice => warn(notice.Describe(MaxRetry)),
                cancellation);
        }
        catch (SyncException last) when (last.IsTransient && last != cause)
        {
            throw cause.After(MaxRetry, last);
        }
    }
}
