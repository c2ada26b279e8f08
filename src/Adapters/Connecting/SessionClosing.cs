using System.Net.Sockets;
using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>Closes what a session holds, one step after another, in the background: closing talks to the server, and the server may be silent.</summary>
internal sealed class SessionClosing
{
    // A step that takes longer goes on without anyone waiting for it. After a stop, cancelling has taken most of the second that is promised.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(750);
    private static readonly TimeSpan LimitAfterStop = TimeSpan.FromMilliseconds(250);

    private Task _steps = Task.CompletedTask;
    private volatile bool _isStopped;

    /// <summary>Whether a call or a closing step is still using the connection: nothing else may use it any more.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Waits for later steps no longer than a stop allows.</summary>
    public void Hurry() => _isStopped = true;

    /// <summary>Lets later steps wait for a call that the guard has abandoned.</summary>
    public void Abandon(Task call)
    {
        IsStuck = true;
        _steps = Task.WhenAll(_steps, call.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default));
    }

    /// <summary>Runs a step after those before it, and waits a moment for it; not at all where an earlier one is stuck.</summary>
    public void Run(Action step)
    {
        _steps = _steps.ContinueWith(
            _ =>
            {
                try
                {
                    step();
                }
                catch (Exception e) when (e is NpgsqlException or IOException or SocketException or InvalidOperationException or OperationCanceledException)
                {
                    // The connection is being given up; that it was already broken changes nothing.
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        IsStuck = IsStuck || !_steps.Wait(_isStopped ? LimitAfterStop : Limit);
    }
}

/// <summary>Closes connections whose opening nobody waits for any more.</summary>
internal static class LateOpening
{
    /// <summary>Closes the connection as soon as it is open, in the background.</summary>
    public static void CloseLate(this Task opening) => opening.ContinueWith(
        static done =>
        {
            // Looked at, so that nobody is told of it.
            _ = done.Exception;
            if (done is Task<NpgsqlConnection> { IsCompletedSuccessfully: true } opened)
            {
                opened.Result.Dispose();
            }
        },
        TaskScheduler.Default);
}
