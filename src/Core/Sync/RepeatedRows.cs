namespace RedshiftSync;

/// <summary>
/// Counts reported rows that have no position. No condition excludes a row without a key or a readable cursor value, so these rows are read
/// again whenever reading restarts from the same position, after a reconnect or in the next run.
/// </summary>
/// <param name="count">The number of rows after the start of this run that earlier runs have reported.</param>
/// <param name="until">The cursor value of the last of these rows; null if their cursor values cannot be read.</param>
internal sealed class RepeatedRows(long count, CursorValue? until)
{
    // The number of reported rows that have not been read again.
    private long _left = count;

    /// <summary>The number of reported rows after the current position.</summary>
    public long Count { get; private set; } = count;

    /// <summary>The cursor value of the last reported row.</summary>
    public CursorValue? Until { get; private set; } = until;

    /// <summary>Whether a row has to be reported; if so, the row counts as reported.</summary>
    public bool IsNew(CursorValue? cursorValue)
    {
        if (_left > 0 && !(cursorValue > Until))
        {
            _left--;
            return false;
        }

        Count++;
        Until = cursorValue;
        return true;
    }

    /// <summary>Follows a move of the position: rows before the new position are not read again.</summary>
    /// <param name="isLater">
    /// Whether the position moves to a later cursor value. Otherwise, rows of the same cursor value without a key follow: NULL sorts last.
    /// </param>
    public void Pass(bool isLater) => _left = Count = isLater ? 0 : _left;

    /// <summary>Prepares for a restart of reading from the position.</summary>
    public void Restart() => _left = Count;

    /// <summary>Ends reading: rows that were not read again no longer exist.</summary>
    public void End()
    {
        Count -= _left;
        _left = 0;
    }
}
