using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Runs the user's script block for each batch. Any error in the block ends the run.</summary>
internal sealed class BatchScript(ScriptBlock script, SessionState session)
{
    // By default, the engine continues after a command fails, and ignores the exit code of a program.
    private static readonly (string Name, object Value)[] Preferences =
    [
        ("ErrorActionPreference", ActionPreference.Stop),
        ("PSNativeCommandUseErrorActionPreference", true),
    ];

    private int _batches;

    /// <summary>Runs the script block with a batch as $_ and as its argument.</summary>
    /// <exception cref="SyncException">BatchFailed.</exception>
    public void Invoke<T>(List<T> rows)
    {
        _batches++;
        object batch = rows.ToArray();

        // Functions of script modules use the global preferences, not those of the calling block.
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
            // A break or continue would end a loop around the command, or the whole script, as if the block had succeeded.
            throw DestinationErrors.BatchFailed(
                _batches, "break or continue is outside of any loop in the block; use return to end a batch and throw to end the run", e);
        }
        finally
        {
            Set(before);
        }
    }

    // Invoke-RestMethod reports the body of a response as error details, which replace the exception's message with the status. An error
    // that ends the block because of ErrorActionPreference has a message about the preference instead of the error's own.
    private static string Describe(RuntimeException e)
    {
        var message = e.ErrorRecord.Exception?.Message ?? e.Message;
        return e.ErrorRecord is { ErrorDetails.Message: { Length: > 0 } details } && !details.Contains(message, StringComparison.Ordinal)
            ? $"{message} {details}"
            : e is ActionPreferenceStopException ? message
            : e.Message;
    }

    // New variables for each batch, so that assignments in the block do not affect the next batch.
    private static List<PSVariable> Variables(object batch) =>
        [new("_", batch), .. Preferences.Select(p => new PSVariable(p.Name, p.Value))];

    private static string Global(string name) => $"global:{name}";

    private void Set(IEnumerable<object> values)
    {
        foreach (var (preference, value) in Preferences.Zip(values))
        {
            session.PSVariable.Set(Global(preference.Name), value);
        }
    }
}
