using System.Runtime.InteropServices;

namespace RedshiftSync.StandIn;

/// <summary>Takes Ctrl+C and SIGTERM, so that what was started can be ended in order.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Take))];
    }

    public bool Happened => _signal.Task.IsCompleted;

    public PosixSignal? Signal => Happened ? _signal.Task.Result : null;

    /// <summary>What a shell reports for a program ended by that signal, or null.</summary>
    public int? ExitCode => Signal switch
    {
        PosixSignal.SIGINT => 130,
        PosixSignal.SIGTERM => 143,
        _ => null,
    };

    public Task Task => _signal.Task;

    public void Wait()
    {
        _signal.Task.Wait();
    }

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
