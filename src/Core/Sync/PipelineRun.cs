namespace RedshiftSync;

/// <summary>
/// A run whose rows go down a pipeline. Only after the pipeline has ended is it known whether the rows arrived, so the checkpoint is staged
/// first and promoted later by the caller.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class PipelineRun<T> : IDisposable
{
    private readonly SyncRun _run;
    private readonly ChangeFeed<T> _feed;

    /// <summary>Starts the run. The caller holds the state file's lock and disposes file and source.</summary>
    public PipelineRun(StateFile file, ReconnectingSource source, SyncRequest request, RowFactory<T> create, IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        _run = new SyncRun(file, source, SyncRun.Plan(file, source, request, observer), Consumer.Pipeline, observer);
        _feed = _run.OpenFeed(create);
    }

    /// <summary>The number of delivered rows.</summary>
    public long RowsRead => _feed.RowsRead;

    /// <inheritdoc cref="ChangeFeed{T}.FractionDone"/>
    public double? FractionDone => _feed.FractionDone;

    /// <summary>Whether a checkpoint is staged.</summary>
    public bool IsStaged => _run.Tracker.State.Staged is not null;

    /// <inheritdoc cref="ChangeFeed{T}.ReadAvailable"/>
    public bool ReadAvailable(List<T> rows) => _feed.ReadAvailable(rows);

    /// <summary>Stores the checkpoint durably as staged. Call it after the last row.</summary>
    /// <param name="always">
    /// Whether to stage even a run without rows. Otherwise such a run ends here, with one write instead of two.
    /// </param>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public SyncOutcome Stage(bool always)
    {
        var totals = _run.Totals(_feed, _feed.RowsRead, batches: 0);
        return always || totals.RowsRead > 0 || totals.RowsSkipped > 0
            ? _run.Tracker.Stage(totals, _feed.Position, _run.Skips.Take(_feed.Reported))
            : _run.Tracker.Finish(totals);
    }

    /// <summary>Makes the staged checkpoint the one that the next run starts from. Does nothing without a staged checkpoint.</summary>
    public void Promote()
    {
        if (IsStaged)
        {
            _run.Tracker.Promote();
        }
    }

    /// <summary>Stops reading. A staged checkpoint that was not promoted stays in the file.</summary>
    public void Dispose() => _feed.Dispose();
}
