using RedshiftSync.Commands;

namespace RedshiftSync;

/// <summary>The destination of a sync that a command runs: upserts rows into it, removes what is gone, and previews both.</summary>
/// <param name="command">The command.</param>
/// <param name="arguments">The parameters that specify the destination.</param>
/// <param name="source">The source.</param>
/// <param name="retry">How long a transient failure of the destination is retried.</param>
internal sealed class DestinationSync(
    CancellableCommand command, DestinationArguments arguments, ReconnectingSource source, RetryPolicy retry)
{
    /// <summary>The number of rows in a batch; null for what suits the destination.</summary>
    public int? BatchSize { get; init; }

    /// <summary>What to do about rows that are gone from the source; null for nothing.</summary>
    public DeletionMode? RemoveDeleted { get; init; }

    /// <summary>The largest part of the destination's rows that may be removed, in percent.</summary>
    public double MaxDeletePercent { get; init; }

    /// <summary>Syncs into the destination, and emits an object for each row that is gone from the source.</summary>
    /// <param name="sync">The sync, started.</param>
    /// <param name="request">The request of the user.</param>
    /// <param name="activity">The title of the progress bar.</param>
    /// <param name="deleted">Creates the object for a row that is gone from its key, and whether it was removed.</param>
    /// <exception cref="SyncException">Any failure.</exception>
    public SyncResult Run<T>(TableSync<T> sync, SyncRequest request, string activity, Func<KeyValue, bool, object> deleted)
    {
        if (arguments.Location.FilePath is { } path && new StateFile(path).Path == sync.File.Path)
        {
            throw ParameterErrors.Invalid(
                $"'{sync.File.Path}' is the state file.", "Give the destination a file of its own.", sync.File.Path);
        }

        using var destination = Open(request, forReading: false);
        var progress = new ProgressReporter(command, activity);
        var observer = new CmdletObserver(command, progress);
        var outcome = DestinationRun.Execute(sync.File, source, destination, request, RowsPerBatch, observer);
        progress.Complete();
        return sync.Result(outcome, request, RemoveDeleted is null ? 0 : EmitDeleted(destination, request, deleted));
    }

    /// <summary>Describes the rows that a run would write and remove.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="observer">Receives messages.</param>
    /// <param name="noun">What a row is called.</param>
    /// <exception cref="SyncException">Any failure.</exception>
    public string Preview(SyncPlan plan, IRunObserver observer, string noun)
    {
        // A file that does not exist yet is not created.
        using var destination = arguments.Location.Exists ? Open(plan.Request, forReading: true) : null;
        destination?.Inspect(plan.Request.Schema, observer.Warn, source.Cancellation);
        var start = destination is null
            ? DestinationStart.Of(plan.Start, plan.State, found: null)
            : DestinationStart.Find(plan, destination, source, observer);
        var preview = new SyncPreview(source, plan.StartingAt(start), observer);
        var changes = destination?.Evolution?.Changes ?? [];
        var rows = $"{preview.DescribeRows(noun)}{string.Concat(changes.Select(change => $"; follow the source: {change}"))}";
        return RemoveDeleted is { } mode ? $"{rows}; {preview.DescribeDeletions(destination, mode, MaxDeletePercent)}" : rows;
    }

    private int RowsPerBatch => BatchSize ?? arguments.Location.DefaultBatchSize;

    private ReconnectingDestination Open(SyncRequest request, bool forReading) =>
        arguments.Open(arguments.RequestFor(request.Schema, request.Source, request.Force, request.SchemaChange), retry, forReading);

    // Runs after the changed rows are written. If it fails, their checkpoint remains valid.
    private long EmitDeleted(ReconnectingDestination destination, SyncRequest request, Func<KeyValue, bool, object> deleted)
    {
        if (destination.Checkpoint is not { } checkpoint)
        {
            return 0;
        }

        var run = new DeletionRun(source, destination, checkpoint, request.Schema, request.TimeZone, command.WriteWarning);
        var removes = RemoveDeleted == DeletionMode.Delete;
        var batches = removes ? run.Remove(MaxDeletePercent, RowsPerBatch) : run.Find().Select(key => (IReadOnlyList<KeyValue>)[key]);
        var removed = 0L;
        foreach (var key in batches.SelectMany(batch => batch))
        {
            command.WriteObject(deleted(key, removes));
            removed += removes ? 1 : 0;
        }

        return removed;
    }
}
