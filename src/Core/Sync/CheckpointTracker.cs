using System.Diagnostics;

namespace RedshiftSync;

/// <summary>Tracks a run's checkpoint, writes it to the state file, and records what the run did.</summary>
internal sealed class CheckpointTracker
{
    // Checked after each batch: the time by which a destination's own checkpoint can be ahead of the state file.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMilliseconds(100);

    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly DateTime _startedAt = DateTime.UtcNow;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _nextSave;
    private bool _isUnsaved;

    /// <summary>Starts a run. A full run rewinds the state file first, so that the next run completes an interrupted one.</summary>
    /// <param name="file">The state file, locked.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="consumer">The consumer that receives the rows.</param>
    public CheckpointTracker(StateFile file, SyncPlan plan, Consumer consumer)
    {
        _file = file;
        _plan = plan;
        State = plan.State with
        {
            Consumer = consumer,
            History = plan.State.History ?? CheckpointHistory.Begin(),
        };
        if (plan.Request.Full)
        {
            Save();
        }
    }

    /// <summary>The run's identity.</summary>
    public Guid RunId { get; } = Guid.NewGuid();

    /// <summary>The state as the next write stores it.</summary>
    public SyncState State { get; private set; }

    /// <summary>The history once the next batch is delivered.</summary>
    public CheckpointHistory NextHistory => State.History!.Next();

    /// <summary>The checkpoint once rows up to a position are delivered.</summary>
    /// <param name="position">The position; null while only rows before the checkpoint or with a NULL cursor were delivered.</param>
    public Watermark? After(Watermark? position) => position ?? State.Watermark;

    /// <summary>Moves the checkpoint forward.</summary>
    public void Advance(Watermark? position, SkipReport skipped) =>
        State = State.WithSkipped(skipped) with { Watermark = After(position), History = NextHistory };

    /// <summary>Writes the state durably.</summary>
    public void Save()
    {
        _file.Write(State);
        _isUnsaved = false;
        _nextSave = _watch.Elapsed + SaveInterval;
    }

    /// <summary>
    /// Writes the state unless it was written just before: for destinations, which store the checkpoint of every batch themselves.
    /// </summary>
    public void SaveThrottled()
    {
        _isUnsaved = true;
        if (_watch.Elapsed >= _nextSave)
        {
            Save();
        }
    }

    /// <summary>Writes the state if <see cref="SaveThrottled"/> has not.</summary>
    public void Flush()
    {
        if (_isUnsaved)
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
        State = State.WithSkipped(skipped) with { Staged = new StagedCheckpoint(reached, Record(totals)) { History = NextHistory } };
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
        return new(
            RunId,
            _startedAt,
            DateTime.UtcNow,
            CompleteUntil(totals),
            totals.RowsDelivered,
            totals.RowsSkipped,
            totals.Retries,
            totals.IsLimited);
    }

    // A run over integers or days has read all rows that the server had when the run started.
    private DateTime CompleteUntil(RunTotals totals) =>
        totals.IsLimited
            ? _plan.Axis.Kind == CursorKind.Time
                ? (totals.Position ?? State.Position).CursorValue.Time
                : State.Runs is [.., var before] ? before.CompleteUntil : DateTime.MinValue
        : _plan.Axis.Kind == CursorKind.Time ? _plan.Bound!.Value.Time
        : _plan.Clock;

    private SyncOutcome Outcome(RunTotals totals, Watermark? after) =>
        new(RunId, totals, _plan.State.Watermark, after, State.Consumer!, _watch.Elapsed);
}
