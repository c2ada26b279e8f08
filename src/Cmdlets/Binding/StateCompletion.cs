using System.Collections;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Completes an argument from the state file that the command line names.</summary>
internal abstract class StateCompleter : Completer
{
    private protected abstract IEnumerable<(string Value, string ToolTip)> Candidates(SyncStateInfo state);

    private protected sealed override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound)
    {
        if (EngineValue.Unwrap(bound["Path"]) is not { } path)
        {
            return [];
        }

        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Get-RedshiftSyncState").AddParameter("LiteralPath", path).AddParameter("ErrorAction", ActionPreference.Ignore);
        return shell.Invoke<SyncStateInfo>().SelectMany(Candidates).ToArray();
    }
}

/// <summary>Completes the run whose checkpoint is staged.</summary>
internal sealed class StagedRunCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(SyncStateInfo state) =>
        state.StagedRunId is { } run ? [($"{run}", $"staged: {state.StagedWatermark}")] : [];
}

/// <summary>Completes the time of the checkpoint, the times up to which earlier runs were complete, and the start.</summary>
internal sealed class CheckpointTimeCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(SyncStateInfo state)
    {
        if (state.Watermark is { } watermark)
        {
            yield return ($"{watermark.CursorValue}", "the checkpoint");
        }

        foreach (var run in state.Runs.Reverse())
        {
            yield return ($"{run.CompleteUntil}", $"complete until then: {run}");
        }

        if (state.Start is { } start)
        {
            yield return ($"{start}", "the start");
        }
    }
}

/// <summary>Completes the key of the checkpoint.</summary>
internal sealed class CheckpointKeyCompleter : StateCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(SyncStateInfo state) =>
        state.Watermark is { CustomerId: { } key } watermark
            ? [(FormattableString.Invariant($"{key}"), $"the checkpoint: {watermark}")]
            : [];
}
