using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RedshiftSync;

/// <summary>
/// Hands over the rows of a run, in complete groups (see <see cref="GroupReader{T}"/>). After a lost connection, reading continues after
/// the last group that was handed over.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
internal sealed class ChangeFeed<T> : IDisposable
{
    private const int MaxRowsPerRead = 64;
    private const long MaxMillisecondsPerRead = 50;

    private readonly ReconnectingSource _source;
    private readonly ReadPlan _plan;
    private readonly FeedPosition _position;
    private readonly FeedLimit _limit;
    private readonly SkippedRows _skipped;
    private readonly GroupReader<T> _groups;

    // The failure that ended a batch, kept until the rows before it have been handed over.
    private ExceptionDispatchInfo? _failure;

    /// <summary>Creates a feed; the first call that reads sends the first statement.</summary>
    /// <param name="source">The source to read from.</param>
    /// <param name="plan">The rows to read.</param>
    /// <param name="create">Makes an object from each row.</param>
    /// <param name="observer">Receives the rows that are skipped.</param>
    public ChangeFeed(ReconnectingSource source, ReadPlan plan, RowFactory<T> create, IRunObserver observer)
    {
        _source = source;
        _plan = plan;
        _position = new FeedPosition(plan);
        _limit = new FeedLimit(plan);
        _skipped = new SkippedRows(plan, observer);
        var reader = new FeedReader<T>(source, plan, create, _position, _limit, observer);
        _groups = new GroupReader<T>(reader, plan, _position, _skipped, observer);
    }

    /// <summary>The last row after the checkpoint that was handed over or skipped; null before the first.</summary>
    public Watermark? Position => _position.Reached;

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead => _groups.RowsRead;

    /// <summary>How many rows could not be represented and were skipped.</summary>
    public long RowsSkipped => _skipped.Count;

    /// <inheritdoc cref="SkippedRows.Reported"/>
    public ReportedRows? Reported => _skipped.Reported;

    /// <summary>Whether reading ended because of <see cref="ReadPlan.MaxRow"/>: there may be more.</summary>
    public bool IsLimited => _groups.IsLimited;

    /// <summary>The estimated part of the run that is done, from 0 to 1; null when that is not known.</summary>
    public double? FractionDone => _plan.FractionDone(Position, RowsRead);

    /// <summary>Appends the next complete group.</summary>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="SyncException">Reading failed; <paramref name="rows"/> is as it was.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    /// Appends complete groups, <paramref name="batchSize"/> rows at least unless fewer are left; none at the end. A failure after the
    /// first group is thrown by the next call, so that the rows before it are delivered.
    /// </summary>
    /// <param name="rows">The list to append to.</param>
    /// <param name="batchSize">The number of rows.</param>
    /// <param name="isFull">Whether the batch ends after the group that was read last, whatever its number of rows; null for never.</param>
    public void ReadBatch(List<T> rows, int batchSize, Func<bool>? isFull = null) =>
        _ = Read(rows, batchSize, until: long.MaxValue, isFull);

    /// <summary>
    /// Like <see cref="ReadBatch"/>, but appends only rows that arrive soon: some dozens, or a single one that took long. Reading a few
    /// rows at a time is faster than alternating with the commands downstream for each row, and no row waits for others.
    /// </summary>
    /// <returns>False when there was none left.</returns>
    public bool ReadAvailable(List<T> rows) => Read(rows, MaxRowsPerRead, Environment.TickCount64 + MaxMillisecondsPerRead);

    /// <summary>Stops reading; an unfinished query is cancelled.</summary>
    public void Dispose() => _groups.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Read(List<T> rows, int count, long until, Func<bool>? isFull = null)
    {
        var before = rows.Count;
        try
        {
            // Uses the coarse clock, which is cheap.
            while (rows.Count - before < count && ReadGroup(rows) && Environment.TickCount64 < until && isFull?.Invoke() != true)
            {
            }
        }
        catch (SyncException e) when (rows.Count > before)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        return rows.Count > before;
    }

    // Not inlined into ReadGroup, where every call would allocate the closure.
    private bool ReadAgain(SyncException cause, List<T> rows) => _source.Retry(cause, () => ReadOrRestart(rows));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadOrRestart(List<T> rows)
    {
        var before = rows.Count;
        try
        {
            var step = _groups.Read(rows);
            while (step == FeedStep.Cut)
            {
                Restart(rows, before);
                _limit.Raise();
                step = _groups.Read(rows);
            }

            return step == FeedStep.Row;
        }
        catch
        {
            Restart(rows, before);
            throw;
        }
    }

    private void Restart(List<T> rows, int count)
    {
        rows.RemoveRange(count, rows.Count - count);
        _groups.Restart();
    }
}
