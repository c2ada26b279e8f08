using System.Management.Automation;

namespace RedshiftSync.TestSupport;

/// <summary>A running script.</summary>
public sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly IAsyncResult _invocation;

    internal RunningScript(PowerShell shell)
    {
        _shell = shell;
        _invocation = shell.BeginInvoke<PSObject, PSObject>(input: null, Output);
    }

    /// <summary>The output so far; grows while the script runs.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>The warnings so far.</summary>
    public PSDataCollection<WarningRecord> Warnings => _shell.Streams.Warning;

    /// <summary>Whether the script has ended, for any reason.</summary>
    public bool IsCompleted => _invocation.IsCompleted;

    /// <summary>Stops the pipeline as Ctrl+C does; returns when it has stopped.</summary>
    public void Stop()
    {
        _shell.Stop();
    }

    /// <summary>Waits for the end, at most five minutes, and returns the result.</summary>
    public ScriptResult Wait()
    {
        return Wait(TimeSpan.FromMinutes(5));
    }

    /// <summary>Waits for the end and returns the result.</summary>
    public ScriptResult Wait(TimeSpan timeout)
    {
        if (!_invocation.AsyncWaitHandle.WaitOne(timeout))
        {
            throw new TimeoutException($"The script was still running after {timeout}.");
        }

        ErrorRecord? terminating = null;
        try
        {
            _shell.EndInvoke(_invocation);
        }
        catch (RuntimeException error)
        {
            terminating = error.ErrorRecord;
        }

        return new ScriptResult
        {
            Output = [.. Output],
            Errors = [.. _shell.Streams.Error],
            TerminatingError = terminating,
            Stopped = _shell.InvocationStateInfo.State == PSInvocationState.Stopped,
            Warnings = [.. _shell.Streams.Warning.Select(record => record.Message)],
            Verbose = [.. _shell.Streams.Verbose.Select(record => record.Message)],
            Information = [.. _shell.Streams.Information.Select(record => $"{record.MessageData}")],
            Progress = [.. _shell.Streams.Progress],
        };
    }

    /// <summary>Stops the script if it is still running.</summary>
    public void Dispose()
    {
        _shell.Dispose();
        Output.Dispose();
    }
}
