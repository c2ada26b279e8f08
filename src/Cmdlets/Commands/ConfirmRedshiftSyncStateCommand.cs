using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Promotes a staged checkpoint after its rows have arrived.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "RedshiftSyncState", SupportsShouldProcess = true)]
[OutputType(typeof(SyncStateInfo))]
public sealed class ConfirmRedshiftSyncStateCommand : StateCommand
{
    /// <summary>The run whose checkpoint to promote; by default the one that is staged.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StagedRunCompleter))]
    [ValidateNotNull]
    public Guid? RunId { get; set; }

    /// <summary>Emits the new state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(StateFile file)
    {
        var staged = ReadStaged(file).Staged!;
        if (!ShouldProcess(file.Path, $"Promote the checkpoint {staged.Watermark?.ToString() ?? "without rows"} of run {staged.Run.RunId}"))
        {
            return;
        }

        file.Lock();
        var state = ReadStaged(file).Promote();
        file.Write(state);
        if (PassThru)
        {
            WriteObject(new SyncStateInfo(file.Path, state));
        }
    }

    private SyncState ReadStaged(StateFile file)
    {
        var state = file.Read() ?? throw StateErrors.NotFound(file.Path);
        return state.Staged is { } staged && (RunId is null || RunId == staged.Run.RunId)
            ? state
            : throw StateErrors.NotStaged(file.Path, RunId);
    }
}
