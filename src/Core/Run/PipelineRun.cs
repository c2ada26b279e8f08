namespace RedshiftSync;

/// <summary>
/// A run whose rows go down a pipeline. Whether they arrived shows only after the pipeline has ended, so the checkpoint is first staged and
/// promoted later, by whoever knows.
/// </summary>
/// <typeparam name="T">What a row is made into.</typeparam>
public sealed class PipelineRun<T> : IDisposable
{
    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly ChangeFeed<T> _feed;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private SyncState? _staged;

    internal PipelineRun(StateFile file, SyncPlan plan, ChangeFeed<T> feed)
    {
        _file = file;
        _plan = plan;
        _feed = feed;
    }

    /// <summary>This run's identity.</summary>
    public Guid RunId { get; } = Guid.NewGuid();

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead => _feed.RowsRead;

    /// <inheritdoc cref="ChangeFeed{T}.ReadGroup"/>
    public bool ReadGroup(List<T> rows) => _feed.ReadGroup(rows);

    /// <summary>Stores the checkpoint durably as staged. To be called after the last group.</summary>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public void Stage()
    {
        var run = new RunRecord(RunId, _startedAt, DateTime.UtcNow, RowsRead);
        var state = _plan.State with { Staged = new StagedCheckpoint(_feed.Position, run) };
        _file.Write(state);
        _staged = state;
    }

    /// <summary>Makes the staged checkpoint the one that the next run starts from. Without a stage it does nothing.</summary>
    public void Promote()
    {
        if (_staged is { } state)
        {
            _file.Write(state.Promote());
            _staged = null;
        }
    }

    /// <summary>Stops reading. A stage that was not promoted stays in the file.</summary>
    public void Dispose() => _feed.Dispose();
}

/// <summary>Starts runs whose rows go down a pipeline.</summary>
public static class PipelineRun
{
    /// <summary>Opens the stream. The caller holds the state file's lock and disposes file and session.</summary>
    public static PipelineRun<T> Start<T>(StateFile file, ISourceSession session, SyncRequest request, Func<IRowReader, T> create, IRunObserver observer, CancellationToken cancellation)
    {
        var plan = SyncPlan.Create(session, file.Path, file.Read(), request, observer, cancellation);
        plan.CountHeldBack(session, observer, cancellation);
        var statement = plan.Window(plan.State.Position).SelectRows();
        observer.Detail(statement.Text);
        return new(file, plan, new ChangeFeed<T>(session.OpenRows(statement, request.Shape, cancellation), create));
    }
}
