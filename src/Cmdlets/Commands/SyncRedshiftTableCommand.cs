using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Delivers the rows of any table that changed since the last checkpoint: down the pipeline, or batch by batch.</summary>
[Cmdlet(VerbsData.Sync, "RedshiftTable", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[OutputType(typeof(Row), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [BatchSet])]
public sealed partial class SyncRedshiftTableCommand : TableCommand
{
    private TableSync<object>? _sync;

    private string ActionText => Full ? "Start over and sync" : "Sync";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeOrThrow(CheckArguments);
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, StatePath)));
        var action = InvokeOrThrow(() => WhatIfPreference.IsSet(this) ? Preview(file) : $"{ActionText} {Table}");
        if (!ShouldProcess(file.Path, action))
        {
            return;
        }

        _sync = new TableSync<object>(this, $"Syncing {Table}") { Checkpoint = Checkpoint };
        _sync.Start(file);
        if (ParameterSetName == BatchSet)
        {
            WriteObject(_sync.IntoScriptBlock(() => Plan(file), ForEachBatch!, BatchSize));
        }
        else
        {
            _sync.IntoPipeline(() => Plan(file));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _sync?.End(ResultVariable);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sync?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckArguments()
    {
        // Several tables or files from the pipeline would share one lock and one checkpoint.
        if (_sync is not null)
        {
            throw ParameterErrors.Invalid(
                "One run syncs one table with one state file, and more than one came down the pipeline.",
                "Call Sync-RedshiftTable in ForEach-Object, with a state file for each table.");
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw ParameterErrors.Invalid(
                "-BatchSize has no meaning down a pipeline, which has one checkpoint at its end.", "Use it with -ForEachBatch.");
        }
    }

    private TableSyncRequest<object> Plan(StateFile file)
    {
        var reading = Discover(Table, file.Read()?.Source);
        foreach (var warning in reading.Plan.Warnings)
        {
            WriteWarning(warning);
        }

        return new(Source, Request(reading), RowFactories.Create(reading.Schema));
    }

    private string Preview(StateFile file)
    {
        var observer = new CmdletObserver(this);
        var reading = Discover(Table, file.Read()?.Source);
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), Request(reading), observer);
        var lines = new PlanDescription(reading.Plan, plan.Start).Lines()
            .Concat(SourcePreflight.Warnings(Source, reading.Schema, reading.Axis).Select(finding => finding.Message));
        var description = string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}"));
        return $"{ActionText} {new SyncPreview(Source, plan, observer).DescribeRows()}{description}";
    }

    private SyncRequest Request(TableReading reading) => new(reading.Schema, reading.Identity)
    {
        Since = reading.Convert(Since, nameof(Since)),
        DefaultStart = CursorValue.Earliest(reading.Axis.Kind),
        SafetyLag = SafetyLag,
        Lookback = LookbackIn(reading),
        TimeZone = Zone,
        NullTimestamp = NullCursor,
        SkipUnreadable = SkipUnreadable,
        MaxRow = MaxRow,
        Full = Full,
        Force = Force,
    };

    private long LookbackIn(TableReading reading) => (reading.Axis.Kind, EngineValue.Unwrap(Lookback)) switch
    {
        (CursorKind.Integer, long number) => number,
        (CursorKind.Integer, null) => throw ParameterErrors.Invalid(
            $"Column {reading.Schema.Cursor.Name} of {reading.Schema.Table} is an integer, and numbers are not committed in their order.",
            "Say with -Lookback how many numbers to read again before the checkpoint, so that late rows are not missed; 0 is allowed."),
        (CursorKind.Integer, _) => throw ParameterErrors.Invalid(
            $"-Lookback is a length of time, but column {reading.Schema.Cursor.Name} of {reading.Schema.Table} is an integer.",
            "Give a whole number."),
        (_, TimeSpan span) => span.Ticks,
        (CursorKind.Day, null) => TimeSpan.TicksPerDay,
        (_, null or 0L) => 0,
        _ => throw ParameterErrors.Invalid(
            $"-Lookback is a number, but column {reading.Schema.Cursor.Name} of {reading.Schema.Table} holds times.",
            "Give a length of time: 1h, 2d."),
    };
}
