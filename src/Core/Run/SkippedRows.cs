using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Rows that a feed leaves out. One that was met during look-ahead is reported once the group before it is out: until then a lost
/// connection can bring it again.
/// </summary>
internal sealed class SkippedRows(ReadPlan plan, IRunObserver observer)
{
    private readonly List<(long? Key, DateTime? Time, bool IsNullCursor, string Problem)> _pending = [];

    // Rows without a readable position come again after a reconnect: so many have been reported behind the cursor's position.
    private int _reportedBehind;
    private int _ignored;

    // So many of the checkpoint's own time were reported by earlier runs.
    private int _nullKeysLeft = plan.NullKeysAtCheckpoint;

    /// <summary>How many were reported.</summary>
    public long Count { get; private set; }

    public void Add(long? key, DateTime? time, bool isNullCursor, string problem)
    {
        if (_nullKeysLeft > 0 && key is null && time is { } stamp && stamp == plan.StartCheckpoint?.UpdatedAt)
        {
            _nullKeysLeft--;
            return;
        }

        if (!HasPosition(key, time, isNullCursor) && _ignored > 0)
        {
            _ignored--;
            return;
        }

        _pending.Add((key, time, isNullCursor, problem));
    }

    /// <summary>How many were met and not reported yet.</summary>
    public int Pending => _pending.Count;

    /// <summary>How many of them came before the group of a row: the others are part of it, and the cursor must not pass it before it is out.</summary>
    public int PendingBefore(DateTime? time, long key)
    {
        // Almost always there is none, and this is asked twice a row.
        var count = _pending.Count;
        while (count > 0 && _pending[count - 1].Key == key && _pending[count - 1].Time == time)
        {
            count--;
        }

        return count;
    }

    /// <summary>Reports the first of those met, and moves the cursor behind them.</summary>
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
                Passed();
            }
            else
            {
                _reportedBehind++;
            }

            Count++;
            var row = new SkippedRow(Describe(key, time), problem);
            observer.Skip(row, SourceErrors.UnreadableRow(plan.Shape.Table, row.Row, problem, wasSkipped: true));
        }

        _pending.RemoveRange(0, count);
    }

    /// <summary>The cursor has moved.</summary>
    public void Passed() => (_reportedBehind, _ignored) = (0, 0);

    /// <summary>Reading starts again from the cursor.</summary>
    public void Reset()
    {
        _pending.Clear();
        _ignored = _reportedBehind;
        _nullKeysLeft = plan.NullKeysAtCheckpoint;
    }

    public string Describe(long? key, DateTime? time) => Describe(plan.Shape, key, time);

    /// <summary>What a row is called where it is reported and noted.</summary>
    public static string Describe(TableShape shape, long? key, DateTime? time) =>
        key is { } id ? string.Create(CultureInfo.InvariantCulture, $"{shape.KeyColumn} {id}")
        : time is { } utc ? $"{shape.KeyColumn} NULL, {shape.TimeColumn} {IsoTimestamp.Format(utc)}"
        : $"{shape.KeyColumn} NULL";

    private static bool HasPosition(long? key, DateTime? time, bool isNullCursor) => key is not null && (isNullCursor || time is not null);
}
