using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that stops when asked to, and whose failures become errors with an ErrorId.</summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    /// <summary>The longest time limit that a parameter takes: a day.</summary>
    private protected const int MaxSeconds = 86_400;

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C and whatever else stops the pipeline.</summary>
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
            // The command ended just now.
        }
    }

    /// <summary>Runs what can fail. Objects are written outside of it, so that nothing here can catch what stops a pipeline.</summary>
    private protected T InvokeOrThrow<T>(Func<T> action)
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
    private protected void InvokeOrThrow(Action action) => InvokeOrThrow(() =>
    {
        action();
        return true;
    });

    /// <summary>Runs what can fail for one of several items: the error is written and the next item follows.</summary>
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

    /// <summary>Releases what the command holds. It runs on every path out of a pipeline, after all its commands have ended.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }
}
