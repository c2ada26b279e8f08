using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>
/// Delivers customers that changed since the last checkpoint: down the pipeline, batch by batch to a script block, or into a destination.
/// </summary>
[Cmdlet(VerbsData.Sync, "RedshiftCustomers", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[Alias("Sync-RedshiftCustomer")]
[OutputType(typeof(Customer), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [BatchSet, DestinationSet])]
[OutputType(typeof(DeletedCustomer), ParameterSetName = [DestinationSet])]
public sealed partial class SyncRedshiftCustomersCommand : CustomerCommand
{
    private const string Activity = "Syncing customers";
    private const string RowNoun = "customer row";

    private TableSync<Customer>? _sync;

    private string ActionText => Full ? "Start over and sync" : "Sync";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeOrThrow(CheckArguments);
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, Path)));
        var action = InvokeOrThrow(() => WhatIfPreference.IsSet(this) ? Preview(file) : $"{ActionText} customers");
        if (!ShouldProcess(file.Path, action))
        {
            return;
        }

        _sync = new TableSync<Customer>(this, Activity) { Checkpoint = Checkpoint };
        _sync.Start(file);
        switch (ParameterSetName)
        {
            case DestinationSet:
                IntoDestination(_sync);
                break;
            case BatchSet:
                WriteObject(_sync.IntoScriptBlock(Plan, ForEachBatch!, BatchSize));
                break;
            default:
                _sync.IntoPipeline(Plan);
                break;
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

    private void IntoDestination(TableSync<Customer> sync)
    {
        var request = InvokeOrThrow(Request);
        using var destination = InvokeOrThrow(() => OpenDestination(sync.File, request));
        var progress = new ProgressReporter(this, Activity);
        var observer = new CmdletObserver(this, progress);
        var outcome = InvokeOrThrow(() => DestinationRun.Execute(sync.File, Source, destination, request, BatchSize, observer));
        progress.Complete();
        WriteObject(sync.Result(outcome, request, RemoveDeleted is null ? 0 : EmitDeleted(destination, request.Schema)));
    }

    private void CheckArguments()
    {
        // Several tables or files from the pipeline would share one lock and one checkpoint.
        if (_sync is not null)
        {
            throw ParameterErrors.Invalid(
                "One run syncs one table with one state file, and more than one came down the pipeline.",
                "Call Sync-RedshiftCustomers in ForEach-Object, with a state file for each table.");
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw ParameterErrors.Invalid(
                "-BatchSize has no meaning down a pipeline, which has one checkpoint at its end.",
                "Use it with -ForEachBatch or -Destination.");
        }
    }

    private ReconnectingDestination OpenDestination(StateFile file, SyncRequest request)
    {
        var arguments = Arguments();
        return arguments.Location.FilePath is { } path && new StateFile(path).Path == file.Path
            ? throw ParameterErrors.Invalid($"'{file.Path}' is the state file.", "Give the destination a file of its own.", file.Path)
            : arguments.Open(RequestFor(arguments, request), RetryPolicy, forReading: false);
    }

    private DestinationArguments Arguments() => new(this, Destination, DestinationTable, DestinationCredential, DestinationTimeout);

    private DestinationRequest RequestFor(DestinationArguments arguments, SyncRequest request) =>
        arguments.RequestFor(request.Schema, request.Source, Force);

    // Runs after the changed rows are written. If it fails, their checkpoint remains valid.
    private long EmitDeleted(ReconnectingDestination destination, TableSchema schema)
    {
        if (destination.Checkpoint is not { } checkpoint)
        {
            return 0;
        }

        var run = new DeletionRun(Source, destination, checkpoint, schema, Zone, WriteWarning);
        var removes = RemoveDeleted == DeletionMode.Delete;
        var batches = removes ? run.Remove(MaxDeletePercent, BatchSize) : run.Find().Select(key => (IReadOnlyList<KeyValue>)[key]);
        var removed = 0L;
        using var deleted = batches.GetEnumerator();
        while (InvokeOrThrow(deleted.MoveNext))
        {
            foreach (var key in deleted.Current)
            {
                WriteObject(new DeletedCustomer(key.Integer!.Value, removes));
                removed += removes ? 1 : 0;
            }
        }

        return removed;
    }

    private string Preview(StateFile file)
    {
        var observer = new CmdletObserver(this);
        var consumer = ParameterSetName == DestinationSet ? ConsumerKind.Destination : ConsumerKind.Pipeline;
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), Request() with { Consumer = consumer }, observer);
        if (ParameterSetName != DestinationSet)
        {
            return $"{ActionText} {new SyncPreview(Source, plan, observer).DescribeRows(RowNoun)}";
        }

        using var destination = OpenForPreview(plan.Request);
        var preview = new SyncPreview(Source, plan.StartingAt(FindStart()), observer);
        var rows = $"{ActionText} {preview.DescribeRows(RowNoun)}";
        return RemoveDeleted is { } mode ? $"{rows}; {preview.DescribeDeletions(destination, mode, MaxDeletePercent)}" : rows;

        DestinationStart FindStart()
        {
            destination?.Inspect(plan.Request.Schema, WriteWarning, Cancellation);
            return destination is null
                ? DestinationStart.Of(plan.Start, plan.State, found: null)
                : DestinationStart.Find(plan, destination, Source, observer);
        }
    }

    // Null if the file does not exist yet.
    private ReconnectingDestination? OpenForPreview(SyncRequest request)
    {
        var arguments = Arguments();
        return arguments.Location.Exists ? arguments.Open(RequestFor(arguments, request), RetryPolicy, forReading: true) : null;
    }

    private TableSyncRequest<Customer> Plan() => new(Source, Request(), Factory());

    private SyncRequest Request()
    {
        var schema = Schema();
        return new SyncRequest(schema, IdentityOf(schema))
        {
            Since = Since,
            SafetyLag = SafetyLag,
            Lookback = Lookback.Ticks,
            TimeZone = Zone,
            NullTimestamp = NullCursor,
            SkipUnreadable = SkipUnreadable,
            MaxRow = MaxRow,
            Full = Full,
            Force = Force,
        };
    }
}
