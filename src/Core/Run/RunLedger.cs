using System.Diagnostics;

namespace RedshiftSync;

/// <summary>Keeps a run's books: the state as it moves on, written to the state file, and what the run did.</summary>
internal sealed class RunLedger
{
    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Opens the books. A full run rewinds the checkpoint before anything else, so that one that is cut short goes on with the rest.</summary>
    public RunLedger(StateFile file, SyncPlan plan)
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

    /// <summary>Moves the checkpoint forward; looking back never moves it back.</summary>
    public void Advance(Watermark? position, IReadOnlyList<SkipNote> skipped)
    {
        State = State.WithSkipped(skipped);
        if (position is { } reached && !(State.Watermark > reached))
        {
            State = State with { Watermark = reached };
        }
    }

    /// <summary>Writes the state durably.</summary>
    public void Save() => _file.Write(State);

    /// <summary>Ends the run and writes it into the history.</summary>
    public SyncOutcome Finish(RunTotals totals)
    {
        State = State.WithRun(Record(totals));
        Save();
        return Outcome(totals, State.Watermark);
    }

    /// <summary>Writes where the run came to, for someone to promote.</summary>
    public SyncOutcome Stage(RunTotals totals, Watermark? position, IReadOnlyList<SkipNote> skipped)
    {
        var reached = position is { } p && !(State.Watermark > p) ? p : State.Watermark;
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
