using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>
/// The rows that a feed skips. A row that is read ahead is reported after the group before it has been handed over: until then, it is read
/// again after a lost connection.
/// </summary>
internal sealed class SkippedRows(ReadPlan plan, IRunObserver observer)
{
    private readonly Queue<UnreadableRow> _pending = [];
    private readonly RepeatedRows _withNullCursor = new(0, null);
    private readonly RepeatedRows _withoutKey = new(plan.Reported?.NullKeys ?? 0, plan.Reported?.Until);
    private readonly RepeatedRows _withoutCursor = new(plan.Reported?.UnreadableTimes ?? 0, null);
    private CursorValue _from = plan.LookbackFrom ?? plan.From.CursorValue;

    /// <summary>How many rows were reported.</summary>
    public long Count { get; private set; }

    /// <summary>The number of rows that were read and not reported yet.</summary>
    public int Pending => _pending.Count;

    /// <summary>The reported rows that the next run would read again; null for none.</summary>
    public ReportedRows? Reported => _withoutKey.Count + _withoutCursor.Count == 0
        ? null
        : new ReportedRows(_from, _withoutKey.Count, _withoutKey.Until, _withoutCursor.Count);

    /// <summary>Adds a row that cannot be represented.</summary>
    public void Add(UnreadableRow row) => _pending.Enqueue(row);

    /// <summary>
    /// The number of pending rows before a group. The other pending rows are part of the group, and reported after it is handed over.
    /// </summary>
    public int PendingBefore(RowGroup group) => _pending.Count == 0 ? 0 : CountBefore(group);

    /// <summary>Removes and returns the first pending row.</summary>
    public UnreadableRow Take() => _pending.Dequeue();

    /// <summary>Reports a row, unless it was reported before.</summary>
    public void Report(UnreadableRow row)
    {
        if (row.HasPosition || RepeatedLike(row).IsNew(row.CursorValue))
        {
            Count++;
            observer.Skip(new SkippedRow(plan.Schema.Table, row.Name, row.Problem));
        }
    }

    /// <summary>Follows the feed to a row that was handed over or skipped.</summary>
    /// <param name="cursorValue">The row's cursor value; null for NULL.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pass(CursorValue? cursorValue)
    {
        if (cursorValue is not { } value)
        {
            _withNullCursor.Pass(isLater: false);
            return;
        }

        var isLater = value > _from;
        _withoutKey.Pass(isLater);
        _withoutCursor.Pass(isLater);
        _from = value;
    }

    /// <summary>Prepares for a restart of reading after the feed's position.</summary>
    public void Restart()
    {
        _pending.Clear();
        _withNullCursor.Restart();
        _withoutKey.Restart();
        _withoutCursor.Restart();
    }

    /// <summary>Ends reading.</summary>
    public void End()
    {
        _withoutKey.End();
        _withoutCursor.End();
    }

    // In a method of its own, or every row would pay for the closure.
    private int CountBefore(RowGroup group) =>
        _pending.Count - _pending.Reverse().TakeWhile(row => group.Includes(row.Phase, row.CursorValue, row.Key)).Count();

    private RepeatedRows RepeatedLike(UnreadableRow row) =>
        row.Phase == FeedPhase.NullCursor ? _withNullCursor : row.CursorValue is null ? _withoutCursor : _withoutKey;
}

/// <summary>A row that cannot be represented.</summary>
/// <param name="Phase">The phase of the feed that read the row.</param>
/// <param name="CursorValue">Its cursor value in UTC; null for NULL, and where it cannot be represented.</param>
/// <param name="Key">Its key; null where a part of it is NULL or cannot be represented.</param>
/// <param name="Name">How messages name it.</param>
/// <param name="Problem">The column, and why its value cannot be delivered.</param>
internal readonly record struct UnreadableRow(FeedPhase Phase, CursorValue? CursorValue, KeyValue? Key, string Name, string Problem)
{
    /// <summary>Whether reading can continue after the row; a row without a position is read again.</summary>
    public bool HasPosition => Key is { IsNone: false } && (Phase == FeedPhase.NullCursor || CursorValue is not null);
}
