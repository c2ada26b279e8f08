namespace RedshiftSync;

/// <summary>
/// Rows as they arrive, one at a time, their values raw; the members speak of the row last read. Codecs make sense of the values. Disposing
/// early cancels the query first, so that the rest is not drained.
/// </summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    /// <exception cref="SyncException">ConnectionLost, QueryCanceled and the like.</exception>
    /// <exception cref="OperationCanceledException">The token given at the start was cancelled.</exception>
    bool Read();

    /// <summary>Whether a value is NULL.</summary>
    bool IsNull(int ordinal);

    /// <summary>A value that is not NULL: an integer of any width, or a time as in <see cref="RawTimestamp"/>.</summary>
    long GetInt64(int ordinal);

    /// <summary>The bytes of a value that is not NULL, as the server sends them; valid until the next call.</summary>
    ReadOnlySpan<byte> GetBytes(int ordinal);

    /// <summary>Copies the bytes of a value that is not NULL, as many of them as there is room for.</summary>
    /// <param name="ordinal">The ordinal of its column.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where on.</param>
    /// <returns>How many bytes it has, which can be more than there is room for.</returns>
    int CopyBytes(int ordinal, byte[] buffer, int offset);
}

/// <summary>A value of a row cannot be represented.</summary>
/// <param name="problem">Which column and why; never the value.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
internal sealed class UnreadableValueException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>Makes an object from the row that a reader stands on.</summary>
/// <typeparam name="T">What a row is made into.</typeparam>
/// <param name="row">The row.</param>
/// <param name="key">Its key.</param>
/// <param name="cursorValue">The value of its cursor column in UTC; null for NULL.</param>
internal delegate T RowFactory<out T>(IRowReader row, KeyValue key, DateTime? cursorValue);
