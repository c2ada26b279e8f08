using System.Runtime.ExceptionServices;

namespace RedshiftSync;

/// <summary>
/// Turns the source's rows into complete groups: all rows of one (time, key) pair together. Keys are not enforced in Redshift, so a pair
/// can occur more than once; a batch, a checkpoint or a reconnect between two of them would lose or repeat the second. One row of look-ahead
/// shows where a group ends. After a lost connection, reading goes on behind the last group that was handed over.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class ChangeFeed<T> : IDisposable
{
    private const int MaxRowsPerRead = 64;
    private const long SoonMilliseconds = 50;

    private readonly ReconnectingSource _source;
    private readonly ReadPlan _plan;
    private readonly FeedCursor _cursor;
    private readonly SkippedRows _skipped;
    private readonly FeedStatements<T> _statements;

    private long _counted;
    private bool _groupCounts;

    // Whether rows without a time may be left behind the last group that was handed over.
    private bool _wasNullCursor;

    // The row of look-ahead.
    private FetchedRow<T> _ahead;
    private bool _hasAhead;

    // The failure that stopped the reading, kept until every row before it has been handed over.
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares the feed; the first call that reads sends the first statement.</summary>
    /// <param name="source">The source to read from.</param>
    /// <param name="plan">The rows to read.</param>
    /// <param name="create">Makes an object from each row.</param>
    /// <param name="observer">Receives the rows that are skipped.</param>
    public ChangeFeed(ReconnectingSource source, ReadPlan plan, RowFactory<T> create, IRunObserver observer)
    {
        _source = source;
        _plan = plan;
        _cursor = new FeedCursor(plan);
        _skipped = new SkippedRows(plan, observer);
        _statements = new FeedStatements<T>(source, plan, create, _cursor, observer);
        _wasNullCursor = plan.IncludeNullCursor;
    }

    /// <summary>The last dated row handed over or skipped; null before the first.</summary>
    public Watermark? Position => _cursor.Position;

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead { get; private set; }

    /// <summary>How many rows could not be represented and were skipped.</summary>
    public long RowsSkipped => _skipped.Count;

    /// <inheritdoc cref="SkippedRows.Reported"/>
    public ReportedRows? Reported => _skipped.Reported;

    /// <summary>Whether reading ended because of <see cref="ReadPlan.MaxRow"/>: there may be more.</summary>
    public bool IsLimited => _counted >= _plan.MaxRow;

    /// <summary>About how much is done, from 0 to 1; null when that is not known.</summary>
    public double? FractionDone => _plan.FractionDone(Position, RowsRead);

    /// <summary>Appends the next complete group.</summary>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="SyncException">Reading failed; <paramref name="rows"/> is as it was.</exception>
    public bool ReadGroup(List<T> rows)
    {
        _failure?.Throw();
        try
        {
            return ReadOrRestart(rows);
        }
        catch (SyncException e) when (e.IsTransient)
        {
            return ReadAgain(e, rows);
        }
    }

    /// <summary>
    /// Appends complete groups, <paramref name="batchSize"/> rows at least unless fewer are left; none at the end. A failure after the first
    /// group is thrown by the next call, so that what was read before it is not wasted.
    /// </summary>
    public void ReadBatch(List<T> rows, int batchSize) => _ = Read(rows, batchSize, until: long.MaxValue);

    /// <summary>
    /// Like <see cref="ReadBatch"/>, but appends what comes soon: some dozens of rows, or a single one that took long to arrive. Reading some
    /// at a time is faster than one in turn with the commands downstream, and no row waits for others.
    /// </summary>
    /// <returns>False when there was none left.</returns>
    public bool ReadSoon(List<T> rows) => Read(rows, MaxRowsPerRead, Environment.TickCount64 + SoonMilliseconds);

    /// <summary>Stops reading; an unfinished query is cancelled.</summary>
    public void Dispose() => _statements.Dispose();

    private bool Read(List<T> rows, int count, long until)
    {
        var before = rows.Count;
        try
        {
            // The coarse clock is the cheap one.
            while (rows.Count - before < count && ReadGroup(rows) && Environment.TickCount64 < until)
            {
            }
        }
        catch (SyncException e) when (rows.Count > before)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        return rows.Count > before;
    }

    // In a method of its own, or every call would pay for the closure.
    private bool ReadAgain(SyncException cause, List<T> rows) => _source.Retry(cause, () => ReadOrRestart(rows));

    private bool ReadOrRestart(List<T> rows)
    {
        var before = rows.Count;
        try
        {
            var step = ReadOnce(rows);
            while (step == FeedStep.Cut)
            {
                Restart(rows, before);
                _cursor.RaiseLimit();
                step = ReadOnce(rows);
            }

            Count(rows.Count - before);
            return step == FeedStep.Row;
        }
        catch
        {
            Restart(rows, before);
            throw;
        }
    }

    private void Count(int rows)
    {
        RowsRead += rows;
        _counted += _groupCounts ? rows : 0;
    }

    private FeedStep ReadOnce(List<T> rows)
    {
        if (IsLimited)
        {
            return FeedStep.End;
        }

        var next = _hasAhead ? FeedStep.Row : Advance(inGroup: false);
        if (next != FeedStep.Row)
        {
            if (next == FeedStep.End)
            {
                _skipped.Report(_cursor, _skipped.Pending);
                _skipped.End();
            }

            return next;
        }

        var (time, key) = (_ahead.Time, _ahead.Key!.Value);
        var skippedBefore = _skipped.PendingBefore(time, key);
        var left = _plan.ForCheckpoint ? long.MaxValue : _plan.MaxRow - _counted;
        do
        {
            rows.Add(_ahead.Item);
            next = Advance(inGroup: true, isLast: --left == 0);
        }
        while (next == FeedStep.Row && _ahead.Key == key && _ahead.Time == time);

        if (next == FeedStep.Cut)
        {
            return next;
        }

        Pass(time, key, skippedBefore);
        return FeedStep.Row;
    }

    // A group is complete.
    private void Pass(DateTime? time, KeyValue key, int skippedBefore)
    {
        _skipped.Report(_cursor, skippedBefore);
        _cursor.Pass(time, key);
        _skipped.Pass(time);
        _skipped.Report(_cursor, _hasAhead ? _skipped.PendingBefore(_ahead.Time, _ahead.Key!.Value) : _skipped.Pending);
        _wasNullCursor = _statements.IsNullCursor;
        _groupCounts = _plan.Counts(time, key);
    }

    // Moves the look-ahead. Within a group, a failure that is no part of the group waits until the group has been handed over.
    private FeedStep Advance(bool inGroup, bool isLast = false)
    {
        var (time, key) = (_ahead.Time, _ahead.Key);
        _hasAhead = false;
        while (!isLast)
        {
            var step = _statements.Fetch(ref _ahead, _counted);
            if (step != FeedStep.Row)
            {
                return step;
            }

            if (_ahead.Problem is not { } problem)
            {
                _hasAhead = true;
                return FeedStep.Row;
            }

            if (_plan.SkipUnreadable)
            {
                _skipped.Add(_ahead.Key, _ahead.Time, _statements.IsNullCursor, problem.Message);
                continue;
            }

            var error = SourceErrors.UnreadableRow(_plan.Schema.Table, _skipped.Describe(_ahead.Key, _ahead.Time), problem.Message, problem.InnerException);
            if (!inGroup || (_ahead.Key == key && _ahead.Time == time))
            {
                throw error;
            }

            _failure = ExceptionDispatchInfo.Capture(error);
            break;
        }

        return FeedStep.End;
    }

    // Discards what was read behind the last group that was handed over.
    private void Restart(List<T> rows, int count)
    {
        rows.RemoveRange(count, rows.Count - count);
        _hasAhead = false;
        _ahead = default;
        _failure = null;
        _skipped.Restart();
        _statements.Restart(_wasNullCursor);
    }
}
