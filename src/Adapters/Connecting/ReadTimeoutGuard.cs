namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// Makes the driver's asynchronous calls and waits for them. It gives up when the user stops the command or the server is silent for too
/// long, because the socket of a broken connection can stay open forever.
/// </summary>
/// <remarks>
/// The driver cancels by a request over a second connection, on the thread that cancels, or on the caller's if the token is cancelled while
/// the call is being made; on a dead network this takes as long as the connect timeout. So the guard cancels on another thread, never while
/// a call is being made, and abandons a call that does not end soon after. Use one guard for each operation.
/// </remarks>
internal sealed class ReadTimeoutGuard : IDisposable
{
    private static readonly TimeSpan CancellationLimit = TimeSpan.FromMilliseconds(
        ConnectionSettings.CancellationTimeoutMilliseconds + 100);

    private const int Idle = 0;
    private const int Calling = 1;
    private const int Canceled = 2;

    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _stopped = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly SessionClosing? _closing;
    private int _phase = Idle;

    /// <param name="cancellation">Cancels the operation.</param>
    /// <param name="closing">The closing of the session, which waits for an abandoned call; null while there is no session yet.</param>
    public ReadTimeoutGuard(CancellationToken cancellation, SessionClosing? closing = null)
    {
        _closing = closing;
        _registration = cancellation.Register(Cancel);
    }

    /// <summary>The limit that has passed without an answer; null if none has passed.</summary>
    public TimeSpan? TimedOutAfter { get; private set; }

    /// <summary>The call that did not end after it was cancelled; null if there is none.</summary>
    public Task? Abandoned { get; private set; }

    /// <summary>Makes a call, unless the operation has been canceled.</summary>
    /// <param name="state">The state of the call, so that the call can be a static function.</param>
    /// <param name="call">The call of the driver, with the token to pass to it.</param>
    /// <exception cref="OperationCanceledException">The operation has been canceled.</exception>
    public TCall Start<TState, TCall>(TState state, Func<TState, CancellationToken, TCall> call)
    {
        if (Interlocked.CompareExchange(ref _phase, Calling, Idle) != Idle)
        {
            throw new OperationCanceledException(_source.Token);
        }

        try
        {
            return call(state, _source.Token);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _phase, Idle, Calling) == Canceled)
            {
                CancelOnAnotherThread();
            }
        }
    }

    /// <summary>Waits for a call and returns its result.</summary>
    /// <param name="task">The call, made by <see cref="Start"/>.</param>
    /// <param name="limit">The time to wait; null or zero for no limit.</param>
    /// <param name="isBusy">Returns whether the server is still executing the statement; called each time the limit has passed. Null if the
    /// limit is final.</param>
    /// <exception cref="TimeoutException">The call was abandoned.</exception>
    public T Await<T>(Task<T> task, TimeSpan? limit, Func<CancellationToken, Task<bool>>? isBusy = null)
    {
        Wait(task, limit, isBusy);
        return task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Await{T}"/>
    public void Await(Task task, TimeSpan? limit, Func<CancellationToken, Task<bool>>? isBusy = null)
    {
        Wait(task, limit, isBusy);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Runs a part of the operation.</summary>
    /// <exception cref="TimeoutException">The limit of the guard has ended it.</exception>
    public T Run<T>(Func<T> action, CancellationToken cancellation)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (TimedOutAfter is { } limit && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"it was silent for {limit.TotalSeconds:0} seconds", e);
        }
    }

    // The CancellationTokenSource is not disposed: another thread may still be using it, and it has no resources.
    public void Dispose() => _registration.Dispose();

    private void Wait(Task task, TimeSpan? limit, Func<CancellationToken, Task<bool>>? isBusy)
    {
        var span = limit is { } given && given > TimeSpan.Zero ? given : Timeout.InfiniteTimeSpan;
        while (!task.IsCompleted && !_stopped.Task.IsCompleted)
        {
            if (Task.WaitAny([task, _stopped.Task], span) < 0 && !IsBusy(task, isBusy))
            {
                TimedOutAfter = span;
                Cancel();
            }
        }

        if (!task.IsCompleted && Task.WaitAny([task], CancellationLimit) < 0)
        {
            Abandoned = task;
            _closing?.Abandon(task);
            throw new TimeoutException("The server does not answer, not even a cancel request.");
        }
    }

    // Also true if the call has ended meanwhile or the user has stopped the command.
    private bool IsBusy(Task task, Func<CancellationToken, Task<bool>>? isBusy)
    {
        if (isBusy is null)
        {
            return task.IsCompleted;
        }

        var asking = Task.Run(() => isBusy(_source.Token));
        Task.WaitAny(task, asking, _stopped.Task);
        return task.IsCompleted || _stopped.Task.IsCompleted || asking.GetAwaiter().GetResult();
    }

    private void Cancel()
    {
        _closing?.Hurry();
        if (Interlocked.Exchange(ref _phase, Canceled) == Idle)
        {
            CancelOnAnotherThread();
        }

        _stopped.TrySetResult();
    }

    // Not a thread of the pool: the request may block for long, and closing sessions needs the pool's threads.
    private void CancelOnAnotherThread() =>
        _ = Task.Factory.StartNew(_source.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
