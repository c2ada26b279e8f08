using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Moves a checkpoint, seeds a new state file with one, or releases a checkpoint for another consumer.</summary>
[Cmdlet(VerbsCommon.Set, "RedshiftSyncState", SupportsShouldProcess = true, DefaultParameterSetName = CheckpointSet)]
[OutputType(typeof(SyncStateInfo))]
public sealed class SetRedshiftSyncStateCommand : StateCommand
{
    private const string CheckpointSet = "Checkpoint";
    private const string PositionSet = "Position";
    private const string ReleaseSet = "ReleaseConsumer";

    /// <summary>The time of the new checkpoint.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = CheckpointSet)]
    [Parameter(Position = 1, ParameterSetName = ReleaseSet)]
    [ArgumentCompleter(typeof(CheckpointTimeCompleter))]
    [UtcTime(NumberAdvice = " For a cursor of integers, give the number with -CursorValue.")]
    [ValidateNotNull]
    public DateTime? UpdatedAt { get; set; }

    /// <summary>
    /// The key of the last row that counts as delivered at that time. Without it, every row of that time is delivered again.
    /// </summary>
    [Parameter(Position = 2, ParameterSetName = CheckpointSet)]
    [Parameter(Position = 2, ParameterSetName = ReleaseSet)]
    [ArgumentCompleter(typeof(CheckpointKeyCompleter))]
    [ValidateNotNull]
    public long? CustomerId { get; set; }

    /// <summary>The cursor value of the new checkpoint of any table: a time, or a number for a cursor of integers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PositionSet)]
    [ArgumentCompleter(typeof(CheckpointTimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? CursorValue { get; set; }

    /// <summary>
    /// The key of the last row that counts as delivered at that cursor value, part by part: numbers and texts. Without it, every row of
    /// that value is delivered again.
    /// </summary>
    [Parameter(ParameterSetName = PositionSet)]
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

    private Watermark? Target => EngineValue.Unwrap(CursorValue ?? UpdatedAt) switch
    {
        null => null,
        long number => new Watermark(RedshiftSync.CursorValue.OfInteger(number), KeyOfRow),
        var time => new Watermark((DateTime)time, KeyOfRow),
    };

    private KeyValue? KeyOfRow => Key is { } parts ? KeyValue.Of([.. parts]) : CustomerId is { } key ? KeyValue.FromInt64(key) : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Target is null && (CustomerId is not null || !ReleaseConsumer))
        {
            var problem = CustomerId is null ? "There is nothing to change" : "-CustomerId is part of a position";
            ThrowTerminatingError(
                ErrorRecords.From(ParameterErrors.Invalid($"{problem}.", "Give the new checkpoint with -UpdatedAt or -CursorValue.")));
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
        var moved = TargetIn(state) is { } target ? state.MoveTo(target) : state;
        return ReleaseConsumer ? moved with { Consumer = null } : moved;
    }

    // The position in the order of the state's table, as far as the state knows it.
    private Watermark? TargetIn(SyncState? state)
    {
        if (Target is not { } target || state is not { Source: not null })
        {
            return Target;
        }

        var kind = state.Position.CursorValue.Kind;
        if ((kind == CursorKind.Integer) != (target.CursorValue.Kind == CursorKind.Integer))
        {
            throw ParameterErrors.Invalid(
                $"The new checkpoint does not fit {state.Source.Table}, whose checkpoint is {state.Position}.",
                kind == CursorKind.Integer
                    ? "Give a whole number with -CursorValue."
                    : "Give a time, year first: 2024-05-01 or 2024-05-01T12:30:00Z.");
        }

        var parts = state.Source.Plan?.Key.Count ?? 1;
        if (target.Key is { } key && key.Parts.Length != parts)
        {
            throw ParameterErrors.Invalid(
                $"The new checkpoint has a key of {key.Parts.Length} part(s), but the key of {state.Source.Table} has {parts}.",
                "Give all parts with -Key, in the order of the key.");
        }

        if (target.Key is { } given && state.Source.Plan is { } plan)
        {
            target = target with
            {
                Key = plan.Adapt(given) ?? throw ParameterErrors.Invalid(
                    $"{given} is not a key of {state.Source.Table}: the key is {plan.DescribeKey()}.",
                    "Give all parts with -Key, in the order of the key; times and dates year first."),
            };
        }

        return kind == CursorKind.Day && target.CursorValue.Kind == CursorKind.Time
            ? target with { CursorValue = RedshiftSync.CursorValue.OfDay(target.CursorValue.Time) }
            : target;
    }

    private string Describe(SyncState? before)
    {
        var move = TargetIn(before) is { } target
            ? $"Move the checkpoint from {before?.Position.ToString() ?? "nowhere"} to {target}"
            : null;
        var release = ReleaseConsumer
            ? $"Release the checkpoint {(before?.Consumer is { } consumer ? $"from {consumer}" : "(no consumer is recorded)")}"
            : null;
        return string.Join("; ", new[] { move, release }.OfType<string>());
    }

    private void Warn(string path, SyncState? before)
    {
        if (TargetIn(before) is { } target && before is not null && SyncPosition.From(target) > SyncPosition.From(before.Position))
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
