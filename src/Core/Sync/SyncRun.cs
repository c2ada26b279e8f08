namespace RedshiftSync;

/// <summary>The parts that all runs have in common: the plan, the feed and the checkpoint.</summary>
internal sealed class SyncRun
{
    private readonly ReconnectingSource _source;
    private readonly SyncPlan _plan;

    /// <summary>Starts a run.</summary>
    /// <param name="file">The state file, locked by the caller.</param>
    /// <param name="source">The source to read from.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="consumer">The consumer that receives the rows.</param>
    /// <param name="observer">Receives warnings, details and progress.</param>
    public SyncRun(StateFile file, ReconnectingSource source, SyncPlan plan, Consumer consumer, IRunObserver observer)
    {
        _source = source;
        _plan = plan;
        Tracker = new CheckpointTracker(file, plan, consumer);
        Skips = new SkipCollector(observer, Tracker.RunId);
    }

    /// <summary>The run's checkpoint.</summary>
    public CheckpointTracker Tracker { get; }

    /// <summary>Passes messages to the observer and collects the skipped rows.</summary>
    public SkipCollector Skips { get; }

    /// <summary>Makes the plan of a run before its first row, and warns of rows that the run will not read.</summary>
    /// <exception cref="SyncException">As <see cref="SyncPlan.Create"/>.</exception>
    public static SyncPlan Plan(StateFile file, ReconnectingSource source, SyncRequest request, IRunObserver observer)
    {
        var plan = SyncPlan.Create(source, file.Path, file.Read(), request, observer);
        return plan with { RowsHeldBack = plan.CountHeldBack(source, observer) };
    }

    /// <summary>Opens the feed; the first call that reads sends the first statement.</summary>
    public ChangeFeed<T> OpenFeed<T>(RowFactory<T> create) => new(_source, _plan.Reading, create, Skips);

    /// <summary>The numbers of the run.</summary>
    /// <param name="feed">The run's feed.</param>
    /// <param name="delivered">How many rows were delivered.</param>
    /// <param name="batches">How many batches were delivered.</param>
    public RunTotals Totals<T>(ChangeFeed<T> feed, long delivered, int batches) =>
        new(feed.RowsRead, delivered, _plan.RowsHeldBack, feed.RowsSkipped, batches, _source.Retries, feed.IsLimited, feed.Position);
}
