namespace RedshiftSync;

/// <summary>
/// Retries transient failures, on a new connection unless the old one is known to be usable. The source and the destination each have a
/// loop of their own.
/// </summary>
/// <param name="policy">How long to retry.</param>
/// <param name="reset">Closes the old connection; called before an attempt that needs a new one.</param>
internal sealed class RetryLoop(RetryPolicy policy, Action reset)
{
    // A timer may fire slightly early.
    private static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(50);

    private bool _hasConnected;

    /// <summary>The number of retries.</summary>
    public int Retries { get; private set; }

    /// <summary>Opens a session. A host name that had an address before and has none now is a transient failure.</summary>
    public T Open<T>(Func<T> open)
    {
        try
        {
            var session = open();
            _hasConnected = true;
            return session;
        }
        catch (SyncException e) when (_hasConnected && e.IsHostUnknown && !e.IsTransient)
        {
            throw e.AsTransient();
        }
    }

    /// <summary>Runs an action, and retries it after transient failures.</summary>
    /// <param name="action">Must be idempotent.</param>
    /// <param name="warn">Receives a warning for each further attempt, on the calling thread.</param>
    /// <param name="cancellation">Ends a pause at once.</param>
    /// <exception cref="SyncException">As <see cref="RunAgain"/>.</exception>
    public T Run<T>(Func<T> action, Action<string> warn, CancellationToken cancellation)
    {
        try
        {
            return action();
        }
        catch (SyncException e) when (e.IsTransient)
        {
            return RunAgain(e, action, warn, cancellation);
        }
    }

    /// <summary>Retries an action that failed with <paramref name="cause"/>.</summary>
    /// <inheritdoc cref="Run"/>
    /// <exception cref="SyncException">
    /// <paramref name="cause"/>, which then names the last failure, once time or attempts are used up; or a permanent failure.
    /// </exception>
    public T RunAgain<T>(SyncException cause, Func<T> action, Action<string> warn, CancellationToken cancellation)
    {
        var start = policy.Time.GetTimestamp();
        var last = cause;
        for (var attempt = 1; ; attempt++)
        {
            var elapsed = policy.Time.GetElapsedTime(start);
            var left = policy.LimitAfter(_hasConnected) - elapsed;
            if (attempt > policy.MaxRetry || left <= (attempt == 1 ? TimeSpan.Zero : TimerTolerance))
            {
                throw attempt == 1 ? cause : cause.After(attempt - 1, elapsed, last);
            }

            // The last attempt starts when the time ends, even if its pause would be longer.
            var pause = RetryPolicy.Shorter(RetryPolicy.PauseBefore(attempt), left);
            warn(Describe(last, attempt, pause, left));
            Task.Delay(pause, policy.Time, cancellation).GetAwaiter().GetResult();
            try
            {
                Retries++;
                if (!last.IsConflict)
                {
                    reset();
                }

                return action();
            }
            catch (SyncException e) when (e.IsTransient)
            {
                last = e;
            }
        }
    }

    private string Describe(SyncException cause, int attempt, TimeSpan pause, TimeSpan left)
    {
        var of = policy.MaxRetry is { } most ? $" of {most}" : "";
        return FormattableString.Invariant(
            $"{cause.Summary} Trying again in {pause.TotalSeconds:0.#} s (attempt {attempt}{of}, {Duration.Describe(left)} left).");
    }
}
