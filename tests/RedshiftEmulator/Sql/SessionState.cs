namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>The state of a session that decides whether its next statement is allowed.</summary>
internal sealed class SessionState
{
    private volatile bool _cursorIsOpen;
    private volatile char _transaction = 'I';

    /// <summary>Whether a cursor is open: Redshift allows one at a time.</summary>
    public bool CursorIsOpen => _cursorIsOpen;

    /// <summary>The transaction status of the last ReadyForQuery: I for none, T for an open one, E for a failed one.</summary>
    public char Transaction => _transaction;

    public void Completed(ReadOnlySpan<byte> tag)
    {
        if (tag.StartsWith("DECLARE CURSOR"u8))
        {
            _cursorIsOpen = true;
        }
        else if (tag.StartsWith("CLOSE CURSOR"u8))
        {
            _cursorIsOpen = false;
        }
    }

    public void Ready(char transaction)
    {
        _transaction = transaction;
        _cursorIsOpen &= transaction == 'T';
    }
}
