using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace RedshiftSync;

/// <summary>State files beside what is typed, and folders on the way to them.</summary>
internal sealed class StateFileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // Backups, locks and whatever else lies there are no state files.
        foreach (var result in CompletionCompleters.CompleteFilename(wordToComplete ?? ""))
        {
            if (result.ResultType == CompletionResultType.ProviderContainer || result.ListItemText.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                yield return result;
            }
        }
    }
}

/// <summary>Completes an argument from the state file that was named.</summary>
internal abstract class StateCompleter : Completer
{
    private protected abstract IEnumerable<(string Value, string About)> Values(SyncStateInfo state);

    private protected sealed override IEnumerable<(string Value, string About)> Values(IDictionary bound)
    {
        if (Unwrap(bound["Path"]) is not { } path)
        {
            return [];
        }

        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Get-RedshiftSyncState").AddParameter("Path", path).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke<SyncStateInfo>().SelectMany(Values).ToArray();
    }
}

/// <summary>The run whose checkpoint is staged.</summary>
internal sealed class StagedRunCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string About)> Values(SyncStateInfo state) =>
        state.StagedRunId is { } run ? [($"{run}", $"staged: {state.StagedWatermark}")] : [];
}

/// <summary>The time of the checkpoint, and those up to which earlier runs were complete.</summary>
internal sealed class CheckpointTimeCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string About)> Values(SyncStateInfo state)
    {
        if (state.Watermark is { } watermark)
        {
            yield return ($"{watermark.UpdatedAt}", "the checkpoint");
        }

        foreach (var run in state.Runs.Reverse())
        {
            yield return ($"{run.CompleteUntil}", $"complete until then: {run}");
        }

        yield return ($"{state.Start}", "the start");
    }
}

/// <summary>The key of the checkpoint.</summary>
internal sealed class CheckpointKeyCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string About)> Values(SyncStateInfo state) =>
        state.Watermark is { CustomerId: { } key } watermark ? [(FormattableString.Invariant($"{key}"), $"the checkpoint: {watermark}")] : [];
}
