using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Waits for the driver's asynchronous calls, because only they can be cancelled while the network is silent, and gives up on a server that
/// is silent for too long: the socket of a connection that died somewhere on the way can stay open for ever. The driver cancels by a request
/// over a connection of its own, on the thread that cancels; where the network is dead this waits as long as connecting may take. So another
/// thread does it, and what does not answer is left behind.
/// </summary>
internal sealed class ReadTimeoutGuard : IDisposable
{
    private static readonly TimeSpan CancellationLimit = TimeSpan.FromMilliseconds(ConnectionSettings.CancellationTimeoutMilliseconds + 100);

    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _stopped = new();
    private readonly CancellationTokenRegistration _registration;

    public ReadTimeoutGuard(CancellationToken cancellation)
    {
        _registration = cancellation.Register(Cancel);
    }

    /// <summary>What the driver's calls are to be given.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The limit that passed without an answer; null while none did.</summary>
    public TimeSpan? TimedOutAfter { get; private set; }

    /// <summary>A call that was left behind, because it did not even end when it was cancelled; null while there is none.</summary>
    public Task? Abandoned { get; private set; }

    /// <param name="task">Made with <see cref="Token"/>.</param>
    /// <param name="limit">How long to wait; null or zero for ever.</param>
    public T Await<T>(Task<T> task, TimeSpan? limit)
    {
        if (!task.IsCompleted)
        {
            var span = limit is { } given && given > TimeSpan.Zero ? given : Timeout.InfiniteTimeSpan;
            var first = Task.WaitAny([task, _stopped.Task], span);
            if (first < 0)
            {
                TimedOutAfter = span;
                Cancel();
            }

            if (first != 0 && Task.WaitAny([task], CancellationLimit) < 0)
            {
                Abandoned = task;
                throw new TimeoutException("Nothing answers, not even to a cancel request.");
            }
        }

        return task.GetAwaiter().GetResult();
    }

    // The source stays undisposed: the other thread may still be using it, and it holds nothing.
    public void Dispose() => _registration.Dispose();

    private void Cancel()
    {
        _ = _source.CancelAsync();
        _stopped.TrySetResult();
    }
}
