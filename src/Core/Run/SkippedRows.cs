using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Rows that a feed leaves out. One that was met during look-ahead is reported once the group before it is out: until then a lost
/// connection can bring it again.
/// </summary>
internal sealed class SkippedRows(ReadPlan plan, IRunObserver observer)
{
    private readonly List<(long? Key, DateTime? Time, bool IsUndated, string Problem)> _pending = [];

    // Rows without a readable position come again after a reconnect: so many have been reported behind the cursor's position.
    private int _reportedBehind;
    private int _ignored;

    /// <summary>How many were reported.</summary>
    public long Count { get; private set; }

    public void Add(long? key, DateTime? time, bool isUndated, string problem)
    {
        if (!HasPosition(key, time, isUndated) && _ignored > 0)
        {
            _ignored--;
            return;
        }

        _pending.Add((key, time, isUndated, problem));
    }

    /// <summary>Reports what was met up to here, and moves the cursor behind it.</summary>
    public void Report(FeedCursor cursor)
    {
        foreach (var (key, time, isUndated, problem) in _pending)
        {
            if (HasPosition(key, time, isUndated))
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

        _pending.Clear();
    }

    /// <summary>The cursor has moved.</summary>
    public void Passed() => (_reportedBehind, _ignored) = (0, 0);

    /// <summary>Reading starts again from the cursor.</summary>
    public void Forget()
    {
        _pending.Clear();
        _ignored = _reportedBehind;
    }

    public string Describe(long? key, DateTime? time) =>
        key is { } id ? string.Create(CultureInfo.InvariantCulture, $"{plan.Shape.KeyColumn} {id}")
        : time is { } utc ? $"{plan.Shape.KeyColumn} NULL, {plan.Shape.TimeColumn} {IsoTimestamp.Format(utc)}"
        : $"{plan.Shape.KeyColumn} NULL";

    private static bool HasPosition(long? key, DateTime? time, bool isUndated) => key is not null && (isUndated || time is not null);
}
