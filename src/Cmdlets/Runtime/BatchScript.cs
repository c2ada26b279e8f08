using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Runs the user's script block for each batch, so that whatever fails in it is an error that ends the run.</summary>
internal sealed class BatchScript(ScriptBlock script, SessionState session)
{
    // The engine's default lets a command that failed look like one that succeeded, and a program's exit code pass unseen.
    private static readonly (string Name, object Value)[] Preferences =
    [
        ("ErrorActionPreference", ActionPreference.Stop),
        ("PSNativeCommandUseErrorActionPreference", true),
    ];

    private int _batches;

    /// <exception cref="SyncException">BatchFailed.</exception>
    public void Take(List<Customer> rows)
    {
        _batches++;
        object batch = rows.ToArray();

        // Functions of script modules see the session's own preferences, not those of a block that calls them.
        var before = Preferences.Select(p => session.PSVariable.GetValue(Global(p.Name))).ToArray();
        try
        {
            Set(Preferences.Select(p => p.Value));
            script.InvokeWithContext(null, Variables(batch), [batch]);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw DestinationErrors.BatchFailed(_batches, Describe(e), e);
        }
        catch (LoopFlowException e)
        {
            // It would look for a loop around the command, and without one end the whole script as if all were well.
            throw DestinationErrors.BatchFailed(_batches, "break and continue leave no loop of the block's own; return ends a batch, throw the run", e);
        }
        finally
        {
            Set(before);
        }
    }

    // Invoke-RestMethod shows the answer's body in place of its own message, which holds the status.
    private static string Describe(RuntimeException e) =>
        e.ErrorRecord is { ErrorDetails.Message: { Length: > 0 } details, Exception.Message: var message } && !details.Contains(message, StringComparison.Ordinal) ? $"{message} {details}" : e.Message;

    // New ones for each batch, because what the block assigns to them must not reach the next.
    private static List<PSVariable> Variables(object batch) => [new("_", batch), .. Preferences.Select(p => new PSVariable(p.Name, p.Value))];

    private static string Global(string name) => $"global:{name}";

    private void Set(IEnumerable<object> values)
    {
        foreach (var (preference, value) in Preferences.Zip(values))
        {
            session.PSVariable.Set(Global(preference.Name), value);
        }
    }
}
