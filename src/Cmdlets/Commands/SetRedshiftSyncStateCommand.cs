using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Moves a checkpoint, seeds a new state file with one, or releases a checkpoint for another consumer.</summary>
[Cmdlet(VerbsCommon.Set, "RedshiftSyncState", SupportsShouldProcess = true, DefaultParameterSetName = CheckpointSet)]
[OutputType(typeof(SyncStateInfo))]
public sealed class SetRedshiftSyncStateCommand : StateCommand
{
    private const string CheckpointSet = "Checkpoint";
    private const string ReleaseSet = "ReleaseConsumer";

    /// <summary>The cursor value of the new checkpoint: a time, or a number for a cursor of integers.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = CheckpointSet)]
    [Parameter(Position = 1, ParameterSetName = ReleaseSet)]
    [Alias("UpdatedAt")]
    [ArgumentCompleter(typeof(CheckpointTimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? CursorValue { get; set; }

    /// <summary>
    /// The key of the last row that counts as delivered at that cursor value, part by part: numbers and texts. Without it, every row of that
    /// value is delivered again.
    /// </summary>
    [Parameter(Position = 2)]
    [Alias("CustomerId")]
    [ArgumentCompleter(typeof(CheckpointKeyCompleter))]
    [KeyParts]
    [ValidateNotNullOrEmpty]
    public object[]? Key { get; set; }

    /// <summary>Lets any consumer continue after the checkpoint. Rows up to it are not delivered to a new one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReleaseSet)]
    public SwitchParameter ReleaseConsumer { get; set; }

    /// <summary>Replaces a state file that is damaged or of a newer version.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the new state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private Watermark? Target => EngineValue.Unwrap(CursorValue) switch
    {
        null => null,
        long number => new Watermark(RedshiftSync.CursorValue.OfInteger(number), KeyOfRow),
        var time => new Watermark((DateTime)time, KeyOfRow),
    };

    private KeyValue? KeyOfRow => Key is null ? null : KeyValue.Of([.. Key]);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Target is null && (Key is not null || !ReleaseConsumer))
        {
            var problem = Key is null ? "There is nothing to change" : "-Key is part of a position";
            ThrowTerminatingError(
                ErrorRecords.From(ParameterErrors.Invalid($"{problem}.", "Give the new checkpoint with -CursorValue.")));
        }
    }

    private protected override void Process(StateFile file)
    {
        var before = Read(file);
        if (!ShouldProcess(file.Path, Describe(before)))
        {
            return;
        }

        file.Lock();

        // The checkpoint may have moved during the confirmation.
        before = Read(file);
        Warn(file.Path, before);
        var state = Change(before ?? SyncState.New(null, SyncState.DefaultStart));
        file.Write(state);
        if (PassThru)
        {
            WriteObject(new SyncStateInfo(file.Path, state));
        }
    }

    private SyncState? Read(StateFile file) =>
        Target is null ? file.Read() ?? throw StateErrors.NotFound(file.Path) : file.Read(Force);

    private SyncState Change(SyncState state)
    {
        var moved = Target is { } target ? state.MoveTo(target) : state;
        return ReleaseConsumer ? moved with { Consumer = null } : moved;
    }

    private string Describe(SyncState? before)
    {
        var move = Target is { } target ? $"Move the checkpoint from {before?.Position.ToString() ?? "nowhere"} to {target}" : null;
        var release = ReleaseConsumer
            ? $"Release the checkpoint {(before?.Consumer is { } consumer ? $"from {consumer}" : "(no consumer is recorded)")}"
            : null;
        return string.Join("; ", new[] { move, release }.OfType<string>());
    }

    private void Warn(string path, SyncState? before)
    {
        if (Target is { } target && before is not null && SyncPosition.From(target) > SyncPosition.From(before.Position))
        {
            WriteWarning(
                $"The checkpoint of '{path}' moves forward, from {before.Position} to {target}. "
                + "Rows in between are not delivered, unless the checkpoint of a destination is older.");
        }

        if (Target?.CursorValue is { Kind: CursorKind.Time } time && time > DateTime.UtcNow)
        {
            WriteWarning(
                $"The checkpoint of '{path}', {Target}, is later than this machine's clock. "
                + "A sync refuses it while it is later than the server's, too.");
        }

        if (ReleaseConsumer && before is { Consumer: { } consumer, Watermark: not null })
        {
            WriteWarning($"'{path}' belonged to {consumer}. Another consumer does not receive the rows up to {Target ?? before.Position}.");
        }
    }
}
