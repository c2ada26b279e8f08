using System.Runtime.ExceptionServices;

namespace RedshiftSync;

/// <summary>
/// Turns a stream of rows into complete groups: all rows of one (time, key) pair together. Keys are not enforced in Redshift, so a pair
/// can occur more than once; a batch or checkpoint between two of them would lose the second on resuming. One row of look-ahead tells.
/// </summary>
/// <typeparam name="T">What a row is made into.</typeparam>
/// <param name="reader">The rows in order of time and key; disposed with the feed.</param>
/// <param name="create">Makes an object from the row that the reader stands on, once a row.</param>
public sealed class ChangeFeed<T>(IRowReader reader, Func<IRowReader, T> create) : IDisposable
{
    private T _ahead = default!;
    private Watermark? _aheadMark;
    private bool _started;

    // What stopped the reading, kept until all that came before it has been handed over.
    private ExceptionDispatchInfo? _failure;

    /// <summary>The last row handed over; null before the first.</summary>
    public Watermark? Position { get; private set; }

    /// <summary>How many rows were handed over.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Appends the next complete group.</summary>
    /// <returns>False when there is none left.</returns>
    /// <exception cref="SyncException">Reading failed; <paramref name="rows"/> is as it was.</exception>
    public bool ReadGroup(List<T> rows)
    {
        if (!_started)
        {
            _started = true;
            Advance(current: null);
        }

        if (_aheadMark is not { } mark)
        {
            _failure?.Throw();
            return false;
        }

        var before = rows.Count;
        try
        {
            do
            {
                rows.Add(_ahead);
                Advance(mark);
            }
            while (_aheadMark == mark);
        }
        catch
        {
            rows.RemoveRange(before, rows.Count - before);
            throw;
        }

        RowsRead += rows.Count - before;
        Position = mark;
        return true;
    }

    /// <summary>
    /// Appends complete groups until there are at least <paramref name="batchSize"/> rows or none are left. A failure after the first group
    /// is thrown by the next call, so that what was read before it is not wasted.
    /// </summary>
    public void ReadBatch(List<T> rows, int batchSize)
    {
        try
        {
            while (rows.Count < batchSize && ReadGroup(rows))
            {
            }
        }
        catch (SyncException e) when (rows.Count > 0)
        {
            _aheadMark = null;
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Stops reading; an unfinished query is cancelled.</summary>
    public void Dispose() => reader.Dispose();

    private void Advance(Watermark? current)
    {
        _aheadMark = null;
        _ahead = default!;
        Watermark? mark = null;
        try
        {
            if (reader.Read())
            {
                mark = new Watermark(reader.UpdatedAt, reader.Key);
                _ahead = create(reader);
                _aheadMark = mark;
            }
        }
        catch (SyncException e) when (e.ErrorId == ErrorId.UnreadableRow && (mark is null || mark != current))
        {
            // It is no part of the current group, which is therefore complete and can still go out.
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
