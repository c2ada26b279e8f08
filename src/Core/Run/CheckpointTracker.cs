using System.Diagnostics;

namespace RedshiftSync;

/// <summary>Tracks a run's checkpoint, writes it to the state file, and records what the run did.</summary>
internal sealed class CheckpointTracker
{
    // Checked after each batch. After a kill, the next run repeats what was upserted since the last write.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(100);

    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _nextSave;
    private bool _isBehind;

    /// <summary>Starts a run. A full run rewinds the state file first, so that the next run completes an interrupted one.</summary>
    public CheckpointTracker(StateFile file, SyncPlan plan)
    {
        _file = file;
        _plan = plan;
        State = plan.State;
        if (plan.Request.Full)
        {
            Save();
        }
    }

    /// <summary>The run's identity.</summary>
    public Guid RunId { get; } = Guid.NewGuid();

    /// <summary>The state as the next write stores it.</summary>
    public SyncState State { get; private set; }

    /// <summary>The checkpoint once rows up to a position are delivered. A lookback never moves it back.</summary>
    public Watermark? After(Watermark? position) => position is { } reached && !(State.Watermark > reached) ? reached : State.Watermark;

    /// <summary>Moves the checkpoint forward.</summary>
    public void Advance(Watermark? position, SkipReport skipped) => State = State.WithSkipped(skipped) with { Watermark = After(position) };

    /// <summary>Writes the state durably.</summary>
    public void Save()
    {
        _file.Write(State);
        _isBehind = false;
        _nextSave = _watch.Elapsed + SaveInterval;
    }

    /// <summary>
    /// Writes the state unless it was written just before: for destinations, which store the checkpoint of every batch themselves.
    /// </summary>
    public void SaveThrottled()
    {
        _isBehind = true;
        if (_watch.Elapsed >= _nextSave)
        {
            Save();
        }
    }

    /// <summary>Writes the state if <see cref="SaveThrottled"/> has not.</summary>
    public void Flush()
    {
        if (_isBehind)
        {
            Save();
        }
    }

    /// <summary>Ends the run and adds it to the history.</summary>
    public SyncOutcome Finish(RunTotals totals)
    {
        State = State.WithRun(Record(totals));
        Save();
        return Outcome(totals, State.Watermark);
    }

    /// <summary>Writes the run's checkpoint as staged, to be promoted later.</summary>
    public SyncOutcome Stage(RunTotals totals, Watermark? position, SkipReport skipped)
    {
        var reached = After(position);
        State = State.WithSkipped(skipped) with { Staged = new StagedCheckpoint(reached, Record(totals)) };
        Save();
        return Outcome(totals, reached);
    }

    /// <summary>Promotes the staged checkpoint.</summary>
    public void Promote()
    {
        State = State.Promote();
        Save();
    }

    private RunRecord Record(RunTotals totals)
    {
        var completeUntil = totals.IsLimited ? totals.Position?.CursorValue ?? State.Position.CursorValue : _plan.Bound;
        return new(RunId, _startedAt, DateTime.UtcNow, completeUntil, totals.RowsDelivered, totals.RowsSkipped, totals.Retries, totals.IsLimited);
    }

    private SyncOutcome Outcome(RunTotals totals, Watermark? after) => new(RunId, totals, _plan.State.Watermark, after, _watch.Elapsed);
}
