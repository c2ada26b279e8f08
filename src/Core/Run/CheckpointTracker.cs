using System.Diagnostics;

namespace RedshiftSync;

/// <summary>Keeps a run's books: the state as it moves on, written to the state file, and what the run did.</summary>
internal sealed class CheckpointTracker
{
    // Looked at after each batch. A killed run makes the next one repeat what was upserted since the last write.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(100);

    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _nextSave;
    private bool _isBehind;

    /// <summary>Opens the books. A full run rewinds the checkpoint before anything else, so that one that is cut short goes on with the rest.</summary>
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

    /// <summary>The state as it stands.</summary>
    public SyncState State { get; private set; }

    /// <summary>Where the checkpoint is once rows up to a position are delivered; looking back never moves it back.</summary>
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

    /// <summary>Writes the state, or leaves that to a later call: for a destination that keeps the checkpoint of every batch beside its rows.</summary>
    public void SaveThrottled()
    {
        _isBehind = true;
        if (_watch.Elapsed >= _nextSave)
        {
            Save();
        }
    }

    /// <summary>Writes what was left to a later call.</summary>
    public void Flush()
    {
        if (_isBehind)
        {
            Save();
        }
    }

    /// <summary>Ends the run and writes it into the history.</summary>
    public SyncOutcome Finish(RunTotals totals)
    {
        State = State.WithRun(Record(totals));
        Save();
        return Outcome(totals, State.Watermark);
    }

    /// <summary>Writes where the run came to, for someone to promote.</summary>
    public SyncOutcome Stage(RunTotals totals, Watermark? position, SkipReport skipped)
    {
        var reached = After(position);
        State = State.WithSkipped(skipped) with { Staged = new StagedCheckpoint(reached, Record(totals)) };
        Save();
        return Outcome(totals, reached);
    }

    /// <summary>Promotes what was staged.</summary>
    public void Promote()
    {
        State = State.Promote();
        Save();
    }

    private RunRecord Record(RunTotals totals)
    {
        var completeUntil = totals.IsLimited ? totals.Position?.UpdatedAt ?? State.Position.UpdatedAt : _plan.Bound;
        return new(RunId, _startedAt, DateTime.UtcNow, completeUntil, totals.RowsDelivered, totals.RowsSkipped, totals.Retries, totals.IsLimited);
    }

    private SyncOutcome Outcome(RunTotals totals, Watermark? after) => new(RunId, totals, _plan.State.Watermark, after, _watch.Elapsed);
}
