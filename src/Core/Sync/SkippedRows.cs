namespace RedshiftSync;

/// <summary>
/// The rows that a feed leaves out. A row that is met during look-ahead is reported once the group before it has been handed over: until
/// then, a lost connection can bring it again.
/// </summary>
internal sealed class SkippedRows(ReadPlan plan, IRunObserver observer)
{
    private readonly Queue<UnreadableRow> _pending = [];
    private readonly RepeatedRows _withNullCursor = new(0, null);
    private readonly RepeatedRows _withoutKey = new(plan.Reported?.NullKeys ?? 0, plan.Reported?.Until);
    private readonly RepeatedRows _withoutTime = new(plan.Reported?.UnreadableTimes ?? 0, null);
    private DateTime _from = plan.LookbackFrom ?? plan.From.CursorValue;

    /// <summary>How many rows were reported.</summary>
    public long Count { get; private set; }

    /// <summary>How many rows were met and not reported yet.</summary>
    public int Pending => _pending.Count;

    /// <summary>The reported rows that a next run would meet again; null for none.</summary>
    public ReportedRows? Reported => _withoutKey.Count + _withoutTime.Count == 0 ? null : new ReportedRows(_from, _withoutKey.Count, _withoutKey.Until, _withoutTime.Count);

    /// <summary>Takes note of a row that cannot be represented.</summary>
    public void Add(UnreadableRow row) => _pending.Enqueue(row);

    /// <summary>How many of them came before a group: the others are part of it and must not be passed before it is handed over.</summary>
    public int PendingBefore(RowGroup group) =>
        _pending.Count == 0 ? 0 : _pending.Count - _pending.Reverse().TakeWhile(row => group.Includes(row.Phase, row.CursorValue, row.Key)).Count();

    /// <summary>Takes the first of the rows that were met.</summary>
    public UnreadableRow Take() => _pending.Dequeue();

    /// <summary>Reports a row, unless it was reported before.</summary>
    public void Report(UnreadableRow row)
    {
        if (row.HasPosition || RepeatedLike(row).IsNew(row.CursorValue))
        {
            Count++;
            observer.Skip(new SkippedRow(plan.Schema.Table, RowName.Of(plan.Schema, row.Key, row.CursorValue), row.Problem));
        }
    }

    /// <summary>The feed has moved to a row.</summary>
    /// <param name="cursorValue">The row's cursor value; null for NULL.</param>
    public void Pass(DateTime? cursorValue)
    {
        if (cursorValue is not { } value)
        {
            _withNullCursor.Pass(isLater: false);
            return;
        }

        var isLater = value > _from;
        _withoutKey.Pass(isLater);
        _withoutTime.Pass(isLater);
        _from = value;
    }

    /// <summary>Reading starts again after the feed's position.</summary>
    public void Restart()
    {
        _pending.Clear();
        _withNullCursor.Restart();
        _withoutKey.Restart();
        _withoutTime.Restart();
    }

    /// <summary>Everything was read.</summary>
    public void End()
    {
        _withoutKey.End();
        _withoutTime.End();
    }

    private RepeatedRows RepeatedLike(UnreadableRow row) =>
        row.Phase == FeedPhase.NullCursor ? _withNullCursor : row.CursorValue is null ? _withoutTime : _withoutKey;
}

/// <summary>A row that cannot be represented.</summary>
/// <param name="Phase">The phase of the feed that met it.</param>
/// <param name="CursorValue">Its cursor value in UTC; null for NULL, and where it cannot be represented.</param>
/// <param name="Key">Its key; null where a part of it is NULL.</param>
/// <param name="Problem">Which column and why.</param>
internal readonly record struct UnreadableRow(FeedPhase Phase, DateTime? CursorValue, KeyValue? Key, string Problem)
{
    /// <summary>Whether reading can continue after it; a row without a position is met again.</summary>
    public bool HasPosition => Key is not null && (Phase == FeedPhase.NullCursor || CursorValue is not null);
}
