namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>What of a session's past decides whether its next statement is allowed.</summary>
internal sealed class SessionState
{
    private volatile bool _cursorIsOpen;
    private volatile char _transaction = 'I';

    /// <summary>Redshift lets a session have one at a time.</summary>
    public bool CursorIsOpen => _cursorIsOpen;

    /// <summary>As the last ReadyForQuery had it: I for none, T for one, E for a failed one.</summary>
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
