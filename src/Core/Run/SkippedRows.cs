namespace RedshiftSync;

/// <summary>
/// The rows that a feed leaves out. A row that is met during look-ahead is reported once the group before it has been handed over: until
/// then, a lost connection can bring it again.
/// </summary>
internal sealed class SkippedRows(ReadPlan plan, IRunObserver observer)
{
    private readonly List<(KeyValue? Key, DateTime? Time, bool IsNullCursor, string Problem)> _pending = [];
    private readonly RepeatedRows _ofNullCursor = new(0, null);
    private readonly RepeatedRows _withoutKey = new(plan.Reported?.NullKeys ?? 0, plan.Reported?.Until);
    private readonly RepeatedRows _withoutTime = new(plan.Reported?.UnreadableTimes ?? 0, null);
    private DateTime _from = plan.From.CursorValue;

    /// <summary>How many rows were reported.</summary>
    public long Count { get; private set; }

    /// <summary>How many rows were met and not reported yet.</summary>
    public int Pending => _pending.Count;

    /// <summary>The reported rows that a next run would meet again; null for none.</summary>
    public ReportedRows? Reported => _withoutKey.Count + _withoutTime.Count == 0 ? null : new ReportedRows(_from, _withoutKey.Count, _withoutKey.Until, _withoutTime.Count);

    /// <summary>Takes note of a row that cannot be represented.</summary>
    public void Add(KeyValue? key, DateTime? time, bool isNullCursor, string problem) => _pending.Add((key, time, isNullCursor, problem));

    /// <summary>How many of them came before the group of a row: the others are part of it, and the cursor must not pass it before it is handed over.</summary>
    public int PendingBefore(DateTime? time, KeyValue key)
    {
        // Called twice a row; almost always there is none.
        var count = _pending.Count;
        while (count > 0 && _pending[count - 1].Key == key && _pending[count - 1].Time == time)
        {
            count--;
        }

        return count;
    }

    /// <summary>Reports the first of the rows that were met, unless they were reported before, and moves the cursor behind them.</summary>
    public void Report(FeedCursor cursor, int count)
    {
        if (count == 0)
        {
            return;
        }

        foreach (var (key, time, isNullCursor, problem) in _pending.GetRange(0, count))
        {
            if (HasPosition(key, time, isNullCursor))
            {
                cursor.Pass(time, key!.Value);
                Pass(time);
            }
            else if (!Repeated(time, isNullCursor).IsNew(time))
            {
                continue;
            }

            Count++;
            observer.Skip(new SkippedRow(plan.Schema.Table, Describe(key, time), problem));
        }

        _pending.RemoveRange(0, count);
    }

    /// <summary>The cursor has moved to a row.</summary>
    /// <param name="time">The row's time; null for a row without one.</param>
    public void Pass(DateTime? time)
    {
        if (time is not { } dated)
        {
            _ofNullCursor.Pass(isLater: false);
            return;
        }

        var isLater = dated > _from;
        _withoutKey.Pass(isLater);
        _withoutTime.Pass(isLater);
        _from = dated;
    }

    /// <summary>Reading starts again from the cursor.</summary>
    public void Restart()
    {
        _pending.Clear();
        _ofNullCursor.Restart();
        _withoutKey.Restart();
        _withoutTime.Restart();
    }

    /// <summary>Everything was read.</summary>
    public void End()
    {
        _withoutKey.End();
        _withoutTime.End();
    }

    public string Describe(KeyValue? key, DateTime? time) => Describe(plan.Schema, key, time);

    /// <summary>How messages and notes name a row.</summary>
    public static string Describe(TableSchema schema, KeyValue? key, DateTime? time) =>
        key is { } id ? $"{schema.Key.Name} {id}"
        : time is { } utc ? $"{schema.Key.Name} NULL, {schema.Cursor.Name} {IsoTimestamp.Format(utc)}"
        : $"{schema.Key.Name} NULL";

    private RepeatedRows Repeated(DateTime? time, bool isNullCursor) => isNullCursor ? _ofNullCursor : time is null ? _withoutTime : _withoutKey;

    private static bool HasPosition(KeyValue? key, DateTime? time, bool isNullCursor) => key is not null && (isNullCursor || time is not null);
}
