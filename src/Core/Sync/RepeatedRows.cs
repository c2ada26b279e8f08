namespace RedshiftSync;

/// <summary>
/// Counts reported rows that have no position: without a key or a readable time, no condition excludes them, so they are read again
/// whenever reading restarts from the same position, after a reconnect or in the next run.
/// </summary>
/// <param name="count">How many of them after the position from which this run starts were reported by earlier runs.</param>
/// <param name="until">The time of the last of them; null if their times cannot be read.</param>
internal sealed class RepeatedRows(long count, DateTime? until)
{
    // Those that have not been read again yet.
    private long _left = count;

    /// <summary>How many of them are after the current position.</summary>
    public long Count { get; private set; } = count;

    /// <summary>The time of the last of them.</summary>
    public DateTime? Until { get; private set; } = until;

    /// <summary>Whether a row has to be reported; if so, it counts as reported.</summary>
    public bool IsNew(DateTime? time)
    {
        if (_left > 0 && !(time > Until))
        {
            _left--;
            return false;
        }

        Count++;
        Until = time;
        return true;
    }

    /// <summary>The position moves: rows before it are not read again.</summary>
    /// <param name="isLater">
    /// Whether it moves to a later time; otherwise, rows of this time without a key follow, because NULL sorts last.
    /// </param>
    public void Pass(bool isLater) => _left = Count = isLater ? 0 : _left;

    /// <summary>Reading restarts from the position.</summary>
    public void Restart() => _left = Count;

    /// <summary>Everything was read: rows that were not read again no longer exist.</summary>
    public void End()
    {
        Count -= _left;
        _left = 0;
    }
}
