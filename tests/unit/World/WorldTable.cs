using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>The changing table of a <see cref="WorldModel"/>, and the server's clock.</summary>
internal sealed class WorldTable
{
    public static readonly TimeSpan Lag = SyncRequest.DefaultSafetyLag;

    private readonly List<(FakeRow Row, DateTime VisibleAt)> _uncommitted = [];
    private readonly HashSet<string> _everVisible = [];
    private DateTime _latestClock = TestData.Clock;
    private int _versions;

    public FakeSource Source { get; } = new([], TestData.Clock);

    /// <summary>The names of all versions of rows that a sync could have read.</summary>
    public IReadOnlySet<string> EverVisible => _everVisible;

    public bool IsEverythingCommitted => _uncommitted.Count == 0;

    /// <summary>The latest time up to which any sync may have read.</summary>
    public DateTime LatestBound => Second(_latestClock) - Lag;

    /// <summary>The time up to which a sync that begins now has to deliver.</summary>
    public DateTime Bound => Second(Source.Clock) - Lag;

    public void MoveClock(TimeSpan by)
    {
        // All steps back together stay below the lag: with a clock set back further, a watermark would appear to be in the future.
        var earliest = _latestClock - (Lag / 2);
        Source.Clock = Source.Clock + by < earliest ? earliest : Source.Clock + by;
        _latestClock = Source.Clock > _latestClock ? Source.Clock : _latestClock;
        foreach (var (row, _) in _uncommitted.Where(u => u.VisibleAt <= Source.Clock))
        {
            Show(row);
        }

        _uncommitted.RemoveAll(u => u.VisibleAt <= Source.Clock);
    }

    public void Add(RowsArrive rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = new FakeRow(
                rows.Kind switch
                {
                    RowKind.NullCursor => null,
                    RowKind.Future => new DateTime(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                    _ => Stamp(rows.Age, rows.IsWholeSecond),
                },
                rows.Kind == RowKind.Keyless ? null : rows.FirstKey + (rows.IsOneKey ? 0 : i),
                NextName(),
                rows.Kind == RowKind.Unreadable ? "no good" : null);
            Commit(row, rows.Delay);
        }
    }

    // A change removes the old version when it becomes visible, and always changes the timestamp: a sync could not see it otherwise.
    public void Update(RowIsUpdated update)
    {
        var changeable = Source.Rows.Where(r => r.Time < Source.Clock && r.Problem is null && r.Id is not null).ToList();
        if (changeable.Count == 0)
        {
            return;
        }

        var old = changeable[update.Index % changeable.Count];
        Source.Rows.Remove(old);
        var stamp = Stamp(update.Age, isWholeSecond: false);
        Show(old with { Time = stamp > old.Time ? stamp : old.Time!.Value.AddMicroseconds(1), Name = NextName() });
    }

    // The contract of the lag: by any clock that a sync has seen, a row is committed no later than the lag after its timestamp.
    private DateTime Stamp(TimeSpan age, bool isWholeSecond)
    {
        var stamp = Source.Clock - age;
        stamp = isWholeSecond ? Second(stamp) : stamp;
        var earliest = Second(_latestClock) - Lag;
        return stamp < earliest ? earliest : stamp;
    }

    private void Commit(FakeRow row, TimeSpan delay)
    {
        var visibleAt = row.Time is { } stamp
            && stamp + Lag < Source.Clock + delay
            && stamp + Lag > Source.Clock ? stamp + Lag : Source.Clock + delay;
        if (delay == TimeSpan.Zero || row.Time is null || row.Time > Source.Clock || row.Time + Lag <= Source.Clock)
        {
            Show(row);
        }
        else
        {
            _uncommitted.Add((row, visibleAt));
        }
    }

    private void Show(FakeRow row)
    {
        Source.Rows.Add(row);
        _everVisible.Add(row.Name!);
    }

    public IEnumerable<FakeRow> Due(DateTime bound) =>
        Source.Rows.Where(r => r.Time >= SyncState.DefaultStart && r.Time < bound && r.Problem is null && r.Id is not null);

    private static DateTime Second(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private string NextName() => $"v{++_versions}";
}
