using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Moves a checkpoint, or seeds a new state file with one.</summary>
[Cmdlet(VerbsCommon.Set, "RedshiftSyncState", SupportsShouldProcess = true)]
[OutputType(typeof(SyncStateInfo))]
public sealed class SetRedshiftSyncStateCommand : StateCommand
{
    /// <summary>The time of the new checkpoint.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(CheckpointTimeCompleter))]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? UpdatedAt { get; set; }

    /// <summary>
    /// The key of the last row that counts as delivered at that time. Without it, every row of that time is delivered again.
    /// </summary>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(CheckpointKeyCompleter))]
    [ValidateNotNull]
    public long? CustomerId { get; set; }

    /// <summary>Replaces a state file that is damaged or of a newer version.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the new state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(StateFile file)
    {
        var target = new Watermark(UpdatedAt!.Value, CustomerId);
        var before = file.Read(Force);
        if (!ShouldProcess(file.Path, $"Move the checkpoint from {before?.Position.ToString() ?? "nowhere"} to {target}"))
        {
            return;
        }

        file.Lock();

        // The checkpoint may have moved while the user was asked.
        before = file.Read(Force);
        if (before is not null && SyncPosition.From(target) > SyncPosition.From(before.Position))
        {
            WriteWarning(
                $"The checkpoint of '{file.Path}' moves forward, from {before.Position} to {target}. Rows in between are not delivered, unless the checkpoint of a destination is older.");
        }

        if (target.CursorValue > DateTime.UtcNow)
        {
            WriteWarning($"The checkpoint of '{file.Path}', {target}, is later than this machine's clock. A sync refuses it while it is later than the server's, too.");
        }

        var state = (before ?? SyncState.New(null, SyncState.DefaultStart)).MoveTo(target);
        file.Write(state);
        if (PassThru)
        {
            WriteObject(new SyncStateInfo(file.Path, state));
        }
    }
}
