using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Runs the user's script block for each batch, so that whatever fails in it is an error that ends the run.</summary>
internal sealed class BatchScript(ScriptBlock script)
{
    private int _batches;

    /// <exception cref="SyncException">BatchFailed.</exception>
    public void Take(List<Customer> rows)
    {
        _batches++;
        object batch = rows.ToArray();
        try
        {
            script.InvokeWithContext(null, Variables(batch), [batch]);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw DestinationErrors.BatchFailed(_batches, e.Message, e);
        }
        catch (LoopFlowException e)
        {
            // It would look for a loop around the command, and without one end the whole script as if all were well.
            throw DestinationErrors.BatchFailed(_batches, "break and continue leave no loop of the block's own; return ends a batch, throw the run", e);
        }
    }

    // The engine's default lets a command that failed look like one that succeeded, and a program's exit code pass unseen. New ones for each
    // batch, because what the block assigns to them must not reach the next.
    private static List<PSVariable> Variables(object batch) =>
    [
        new("_", batch),
        new("ErrorActionPreference", ActionPreference.Stop),
        new("PSNativeCommandUseErrorActionPreference", true),
    ];
}
