namespace RedshiftSync;

/// <summary>
/// Counts reported rows that have no position: without a key or a readable time, no condition leaves them out, so they come again whenever
/// reading starts again from the same position, after a reconnect or in the next run.
/// </summary>
/// <param name="count">How many of them earlier runs reported behind the position that this one starts from.</param>
/// <param name="until">The time of the last of them; null where their times cannot be read.</param>
internal sealed class RepeatedRows(long count, DateTime? until)
{
    // Those that have not come again yet.
    private long _left = count;

    /// <summary>How many lie behind the current position.</summary>
    public long Count { get; private set; } = count;

    /// <summary>The time of the last of them.</summary>
    public DateTime? Until { get; private set; } = until;

    /// <summary>Whether a row has to be reported; it counts as reported then.</summary>
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

    /// <summary>The position moves: rows that came before it do not come again.</summary>
    /// <param name="isLater">Whether it moves to a later time; otherwise, rows of this time without a key are still to come, because NULL sorts last.</param>
    public void Pass(bool isLater) => _left = Count = isLater ? 0 : _left;

    /// <summary>Reading starts again from the position.</summary>
    public void Restart() => _left = Count;

    /// <summary>Everything was read: rows that did not come again are gone.</summary>
    public void End()
    {
        Count -= _left;
        _left = 0;
    }
}
