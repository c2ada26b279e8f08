using System.Runtime.ExceptionServices;

namespace RedshiftSync;

/// <summary>
/// Turns the source's rows into complete groups: all rows of one (time, key) pair together. Keys are not enforced in Redshift, so a pair
/// can occur more than once; a batch, a checkpoint or a reconnect between two of them would lose or repeat the second. One row of look-ahead
/// tells. A lost connection is opened again and the reading goes on behind the last group that was handed over.
/// </summary>
/// <typeparam name="T">What a row is made into.</typeparam>
internal sealed class ChangeFeed<T> : IDisposable
{
    private const int MaxRowsPerRead = 64;
    private const long SoonMilliseconds = 50;

    private readonly ReconnectingSource _source;
    private readonly ReadPlan _plan;
    private readonly RowFactory<T> _create;
    private readonly IRunObserver _observer;
    private readonly FeedCursor _cursor;
    private readonly SkippedRows _skipped;

    private RowFetcher<T>? _fetcher;
    private long _rowsOfFetcher;
    private long _counted;
    private bool _groupCounts;
    private bool _isNullCursor;
    private bool _isAtEnd;

    // Whether rows without a time may be left behind the last group that was handed over.
    private bool _wasNullCursor;

    // The row of look-ahead.
    private FetchedRow<T> _ahead;
    private bool _hasAhead;

    // What stopped the reading, kept until all that came before it has been handed over.
    private ExceptionDispatchInfo? _failure;

    /// <summary>Nothing is read yet.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="plan">What.</param>
    /// <param name="create">Makes an object of each row.</param>
    /// <param name="observer">Told of rows that are skipped.</param>
    public ChangeFeed(ReconnectingSource source, ReadPlan plan, RowFactory<T> create, IRunObserver observer)
    {
        _source = source;
        _plan = plan;
        _create = create;
        _observer = observer;
        _cursor = new FeedCursor(plan);
        _skipped = new SkippedRows(plan, observer);
        _isNullCursor = _wasNullCursor = plan.IncludeNullCursor;
    }

    private enum Step
    {
        Row,
        End,

        // The statement's limit ended the rows, perhaps within a group.
        Cut,
    }

    /// <summary>The last dated row handed over or skipped; null before the first.</summary>
    public Watermark? Position => _cursor.Position;

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead { get; private set; }

    /// <summary>How many rows could not be represented and were left out.</summary>
    public long RowsSkipped => _skipped.Count;

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
    /// Like <see cref="ReadBatch"/>, but appends what comes soon: some dozens of rows, or one that had to be waited for. One in turn with the
    /// commands downstream, reading and they would push each other's code out of the processor's caches.
    /// </summary>
    /// <returns>False when there was none left.</returns>
    public bool ReadSoon(List<T> rows) => Read(rows, MaxRowsPerRead, Environment.TickCount64 + SoonMilliseconds);

    /// <summary>Stops reading; an unfinished query is cancelled.</summary>
    public void Dispose() => Close();

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
            while (step == Step.Cut)
            {
                Restart(rows, before);
                _cursor.RaiseLimit();
                step = ReadOnce(rows);
            }

            Count(rows.Count - before);
            return step == Step.Row;
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

    private Step ReadOnce(List<T> rows)
    {
        if (IsLimited)
        {
            return Step.End;
        }

        var next = _hasAhead ? Step.Row : Advance(inGroup: false);
        if (next != Step.Row)
        {
            if (next == Step.End)
            {
                _skipped.Report(_cursor, _skipped.Pending);
            }

            return next;
        }

        var (time, key) = (_ahead.Time, _ahead.Key!.Value);
        var skippedBefore = _skipped.PendingBefore(time, key);
        do
        {
            rows.Add(_ahead.Item);
            next = Advance(inGroup: true);
        }
        while (next == Step.Row && _ahead.Key == key && _ahead.Time == time);

        if (next != Step.Cut)
        {
            _skipped.Report(_cursor, skippedBefore);
            _cursor.Pass(time, key);
            _skipped.Passed();
            _skipped.Report(_cursor, _hasAhead ? _skipped.PendingBefore(_ahead.Time, _ahead.Key!.Value) : _skipped.Pending);
            _wasNullCursor = _isNullCursor;
            _groupCounts = _plan.Counts(time, key);
            return Step.Row;
        }

        return next;
    }

    // Moves the look-ahead. Within a group, a failure that is no part of it waits until the group is out.
    private Step Advance(bool inGroup)
    {
        var (time, key) = (_ahead.Time, _ahead.Key);
        _hasAhead = false;
        while (true)
        {
            var step = Fetch();
            if (step != Step.Row)
            {
                return step;
            }

            if (_ahead.Problem is not { } problem)
            {
                _hasAhead = true;
                return Step.Row;
            }

            if (_plan.SkipUnreadable)
            {
                _skipped.Add(_ahead.Key, _ahead.Time, _isNullCursor, problem.Message);
                continue;
            }

            var error = SourceErrors.UnreadableRow(_plan.Shape.Table, _skipped.Describe(_ahead.Key, _ahead.Time), problem.Message, wasSkipped: false, problem.InnerException);
            if (!inGroup || (_ahead.Key == key && _ahead.Time == time))
            {
                throw error;
            }

            _failure = ExceptionDispatchInfo.Capture(error);
            return Step.End;
        }
    }

    private Step Fetch()
    {
        while (!_isAtEnd)
        {
            _fetcher ??= Open();
            if (_fetcher.Fetch(ref _ahead))
            {
                _rowsOfFetcher++;
                return Step.Row;
            }

            Close();
            if (_plan.ForCheckpoint && _rowsOfFetcher == _cursor.Limit)
            {
                return Step.Cut;
            }

            // Rows without a cursor value come first; the others follow.
            _isAtEnd = !_isNullCursor;
            _isNullCursor = false;
        }

        return Step.End;
    }

    private RowFetcher<T> Open()
    {
        var statement = _cursor.Next(_isNullCursor, _counted);
        _observer.Detail(statement.ToString());
        _rowsOfFetcher = 0;
        return new RowFetcher<T>(_source.Session.OpenRows(statement, _plan.Shape, _source.Cancellation), _plan, _create);
    }

    // Forgets what was read behind the last group that was handed over.
    private void Restart(List<T> rows, int count)
    {
        rows.RemoveRange(count, rows.Count - count);
        _hasAhead = false;
        _failure = null;
        _isNullCursor = _wasNullCursor;
        _isAtEnd = false;
        _skipped.Reset();
        Close();
    }

    private void Close()
    {
        _fetcher?.Dispose();
        _fetcher = null;
        _ahead = default;
    }
}
