using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>
/// Delivers the rows of any table that changed since the last checkpoint: down the pipeline, batch by batch to a script block, or into a
/// destination.
/// </summary>
[Cmdlet(VerbsData.Sync, "RedshiftTable", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[OutputType(typeof(Row), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [BatchSet, DestinationSet, FolderSet])]
[OutputType(typeof(DeletedRow), ParameterSetName = [DestinationSet, FolderSet])]
public sealed partial class SyncRedshiftTableCommand : TableCommand
{
    private TableSync<object>? _sync;

    private string ActionText => Full ? "Start over and sync" : "Sync";

    private string Activity => $"Syncing {Table}";

    private bool HasDestination => ParameterSetName is DestinationSet or FolderSet;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == FolderSet)
        {
            SyncInFolder();
            return;
        }

        InvokeOrThrow(CheckArguments);
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, StatePath)));
        if (!ShouldProcess(file.Path, InvokeOrThrow(() => ActionOn(file))))
        {
            return;
        }

        _sync = new TableSync<object>(this, Activity) { Checkpoint = Checkpoint };
        InvokeOrThrow(() => _sync.Start(file));
        switch (ParameterSetName)
        {
            case DestinationSet:
                WriteObject(InvokeOrThrow(() => IntoDestination(_sync)));
                break;
            case BatchSet:
                WriteObject(_sync.IntoScriptBlock(() => Plan(file), ForEachBatch!, BatchSize));
                break;
            default:
                _sync.IntoPipeline(() => Plan(file));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sync?.End(ResultVariable);
        ReportFailures();
    }

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
        if (_sync is not null)
        {
            throw ParameterErrors.SecondTable(
                "Give -StateFolder and -Destination, or call Sync-RedshiftTable in ForEach-Object with a state file for each table.");
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw ParameterErrors.BatchSizeInPipeline();
        }
    }

    private TableSyncRequest<object> Plan(StateFile file)
    {
        var reading = Read(file);
        return new(Source, Request(reading), RowFactories.Create(reading.Schema));
    }

    private TableReading Read(StateFile file)
    {
        var reading = Discover(Table, file.Read()?.Source, isSame: Force);
        foreach (var warning in reading.Plan.Warnings)
        {
            WriteWarning(warning);
        }

        return reading;
    }

    private string ActionOn(StateFile file) => WhatIfPreference.IsSet(this) ? Preview(file) : $"{ActionText} {Table}";

    private string Preview(StateFile file)
    {
        var observer = new CmdletObserver(this);
        var reading = Discover(Table, file.Read()?.Source, isSame: Force);
        var request = Request(reading) with { Consumer = HasDestination ? ConsumerKind.Destination : ConsumerKind.Pipeline };
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), request, observer);
        var lines = new PlanDescription(reading.Plan, plan.Start).Lines()
            .Concat(SourcePreflight.Warnings(Source, reading.Schema, reading.Axis).Select(finding => finding.Message));
        var description = string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}"));
        var rows = HasDestination ? Destined().Preview(plan, observer, "row") : new SyncPreview(Source, plan, observer).DescribeRows();
        return $"{ActionText} {rows}{description}";
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
        SchemaChange = SchemaChange,
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
