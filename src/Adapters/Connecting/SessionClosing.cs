using System.Net.Sockets;
using Npgsql;

namespace RedshiftSync.Adapters.Connecting;

/// <summary>
/// Closes the resources of a session one after another in the background: closing communicates with the server, which may be silent.
/// </summary>
internal sealed class SessionClosing
{
    // A step that takes longer continues in the background. The limit after a stop is shorter, because a command has to end within a second
    // and cancelling takes most of it.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(750);
    private static readonly TimeSpan LimitAfterStop = TimeSpan.FromMilliseconds(250);

    private Task _steps = Task.CompletedTask;
    private volatile bool _isStopped;

    /// <summary>Whether a call or a closing step is still using the connection, so that nothing else may use it.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Shortens the wait for later steps after a stop.</summary>
    public void Hurry() => _isStopped = true;

    /// <summary>Makes later steps wait for a call that the guard has abandoned.</summary>
    public void Abandon(Task call)
    {
        IsStuck = true;
        _steps = Task.WhenAll(_steps, call.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default));
    }

    /// <summary>Runs a step after the previous ones, and waits briefly for it, unless an earlier one is stuck.</summary>
    public void Run(Action step)
    {
        _steps = _steps.ContinueWith(
            _ =>
            {
                try
                {
                    step();
                }
                catch (Exception e) when (
                    e is NpgsqlException or IOException or SocketException or InvalidOperationException or OperationCanceledException)
                {
                    // A broken connection needs no closing.
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        IsStuck = IsStuck || !_steps.Wait(_isStopped ? LimitAfterStop : Limit);
    }
}

/// <summary>Closes connections that were abandoned while opening.</summary>
internal static class LateOpening
{
    /// <summary>Closes the connection as soon as it is open, in the background.</summary>
    public static void CloseLate(this Task opening) => opening.ContinueWith(
        static done =>
        {
            // Observes the exception, so that it is not reported as unobserved.
            _ = done.Exception;
            if (done is Task<NpgsqlConnection> { IsCompletedSuccessfully: true } opened)
            {
                opened.Result.Dispose();
            }
        },
        TaskScheduler.Default);
}
