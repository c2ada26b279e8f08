using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that can be stopped, and whose failures become errors with an ErrorId.</summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    /// <summary>The longest time limit that a parameter takes, in seconds: a day.</summary>
    private protected const int MaxSeconds = 86_400;

    private readonly CancellationTokenSource _stop = new();

    /// <summary>The token that a stop of the pipeline cancels, for example Ctrl+C.</summary>
    private protected CancellationToken Cancellation => _stop.Token;

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has just ended.
        }
    }

    /// <summary>Runs an action and throws its failure as a terminating error.</summary>
    /// <remarks>Write objects outside of the action: WriteObject throws an exception to stop a pipeline, which must not be
    /// caught.</remarks>
    internal T InvokeOrThrow<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SyncException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
            throw;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc cref="InvokeOrThrow{T}(Func{T})"/>
    internal void InvokeOrThrow(Action action) => InvokeOrThrow(() =>
    {
        action();
        return true;
    });

    /// <summary>Runs an action for one of several items and writes its failure as an error, so that the next item can follow.</summary>
    private protected void InvokeOrReport(Action action)
    {
        try
        {
            action();
        }
        catch (SyncException e)
        {
            WriteError(ErrorRecords.From(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the command. The engine calls it however the pipeline ends, after all commands in it.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }
}
