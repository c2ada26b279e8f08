using System.Runtime.InteropServices;

namespace RedshiftSync.TestSupport;

/// <summary>Handles Ctrl+C and SIGTERM, so that child processes can be ended in order.</summary>
public sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to handle the signals.</summary>
    public Interruption()
    {
        _registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Take)),
        ];
    }

    /// <summary>Whether a signal has arrived.</summary>
    public bool Happened => _signal.Task.IsCompleted;

    /// <summary>The signal that has arrived, or null.</summary>
    public PosixSignal? Signal => Happened ? _signal.Task.Result : null;

    /// <summary>The exit code that a shell reports for a program ended by that signal, or null.</summary>
    public int? ExitCode => Signal switch
    {
        PosixSignal.SIGINT => 130,
        PosixSignal.SIGTERM => 143,
        _ => null,
    };

    /// <summary>Completes when a signal arrives.</summary>
    public Task Task => _signal.Task;

    /// <summary>Waits for a signal.</summary>
    public void Wait()
    {
        _signal.Task.Wait();
    }

    /// <summary>Stops handling the signals.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        _signal.TrySetResult(context.Signal);
    }
}
