namespace RedshiftSync;

/// <summary>
/// Reads the rows of a result one at a time, with raw values that codecs interpret. The members return values of the row that was read
/// last. Disposing early cancels the query first, so that the remaining rows are not read.
/// </summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    /// <exception cref="SyncException">ConnectionLost, QueryCanceled and the like.</exception>
    /// <exception cref="OperationCanceledException">The token of the reader was cancelled.</exception>
    bool Read();

    /// <summary>Whether a value is NULL.</summary>
    bool IsNull(int ordinal);

    /// <summary>Returns a value that is not NULL: an integer of any width, or a time as in <see cref="RawTimestamp"/>.</summary>
    long GetInt64(int ordinal);

    /// <summary>Returns a real that is not NULL.</summary>
    float GetSingle(int ordinal);

    /// <summary>Returns a double that is not NULL.</summary>
    double GetDouble(int ordinal);

    /// <summary>Returns a boolean that is not NULL.</summary>
    bool GetBoolean(int ordinal);

    /// <summary>Returns the bytes of a value that is not NULL, as the server sends them; valid until the next call.</summary>
    ReadOnlySpan<byte> GetBytes(int ordinal);

    /// <summary>Copies the bytes of a value that is not NULL, up to the end of the buffer.</summary>
    /// <param name="ordinal">The ordinal of the column.</param>
    /// <param name="buffer">The buffer that receives the bytes.</param>
    /// <param name="offset">The offset of the first byte in the buffer.</param>
    /// <returns>The number of bytes of the value, which can be more than were copied.</returns>
    int CopyBytes(int ordinal, byte[] buffer, int offset);
}

/// <summary>The exception for a value that cannot be represented.</summary>
/// <param name="problem">The column, and why its value cannot be represented; never the value.</param>
/// <param name="inner">The cause; null if there is none.</param>
internal sealed class UnreadableValueException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>Creates an object from the current row of a reader.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
/// <param name="row">The row.</param>
/// <param name="key">The row's key.</param>
/// <param name="cursorValue">The row's cursor value, times in UTC; null for NULL.</param>
internal delegate T RowFactory<out T>(IRowReader row, KeyValue key, CursorValue? cursorValue);
