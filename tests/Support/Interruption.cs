using System.Runtime.InteropServices;

namespace RedshiftSync.TestSupport;

/// <summary>Takes Ctrl+C and SIGTERM, so that what was started can be ended in order.</summary>
public sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Takes the signals from now on.</summary>
    public Interruption()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Take))];
    }

    /// <summary>Whether one has come.</summary>
    public bool Happened => _signal.Task.IsCompleted;

    /// <summary>Which one has come, or null.</summary>
    public PosixSignal? Signal => Happened ? _signal.Task.Result : null;

    /// <summary>What a shell reports for a program ended by that signal, or null.</summary>
    public int? ExitCode => Signal switch
    {
        PosixSignal.SIGINT => 130,
        PosixSignal.SIGTERM => 143,
        _ => null,
    };

    /// <summary>Complete when one has come.</summary>
    public Task Task => _signal.Task;

    /// <summary>Waits for one.</summary>
    public void Wait()
    {
        _signal.Task.Wait();
    }

    /// <summary>Gives the signals back.</summary>
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
