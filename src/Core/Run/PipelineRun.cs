namespace RedshiftSync;

/// <summary>
/// A run whose rows go down a pipeline. Whether they arrived is known only after the pipeline has ended, so the checkpoint is staged first and
/// promoted later by the caller.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class PipelineRun<T> : IDisposable
{
    private readonly ReconnectingSource _source;
    private readonly CheckpointTracker _tracker;
    private readonly SkipCollector _observer;
    private readonly ChangeFeed<T> _feed;
    private readonly long _heldBack;

    /// <summary>Starts the run. The caller holds the state file's lock and disposes file and source.</summary>
    public PipelineRun(StateFile file, ReconnectingSource source, SyncRequest request, RowFactory<T> create, IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        var plan = SyncPlan.Create(source, file.Path, file.Read(), request, observer);
        _heldBack = plan.CountHeldBack(source, observer);
        _tracker = new CheckpointTracker(file, plan);
        _observer = new SkipCollector(observer, _tracker.RunId);
        _feed = new ChangeFeed<T>(source, plan.Reading(plan.State.Watermark), create, _observer);
    }

    /// <summary>This run's identity.</summary>
    public Guid RunId => _tracker.RunId;

    /// <summary>The number of delivered rows.</summary>
    public long RowsRead => _feed.RowsRead;

    /// <inheritdoc cref="ChangeFeed{T}.FractionDone"/>
    public double? FractionDone => _feed.FractionDone;

    /// <inheritdoc cref="ChangeFeed{T}.ReadSoon"/>
    public bool ReadSoon(List<T> rows) => _feed.ReadSoon(rows);

    /// <summary>Stores the checkpoint durably as staged. Call it after the last row.</summary>
    /// <param name="always">
    /// Whether to stage even a run without rows. Otherwise such a run ends here, with one write instead of two.
    /// </param>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public SyncOutcome Stage(bool always)
    {
        var totals = RunTotals.Of(_feed, _source.Retries, _heldBack, _feed.RowsRead, batches: 0);
        return always || totals.RowsRead > 0 || totals.RowsSkipped > 0 ? _tracker.Stage(totals, _feed.Position, _observer.Take(_feed.Reported)) : _tracker.Finish(totals);
    }

    /// <summary>Whether a checkpoint is staged.</summary>
    public bool IsStaged => _tracker.State.Staged is not null;

    /// <summary>Makes the staged checkpoint the one that the next run starts from. Does nothing without a staged checkpoint.</summary>
    public void Promote()
    {
        if (IsStaged)
        {
            _tracker.Promote();
        }
    }

    /// <summary>Stops reading. A staged checkpoint that was not promoted stays in the file.</summary>
    public void Dispose() => _feed.Dispose();
}
