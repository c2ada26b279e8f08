namespace RedshiftSync;

/// <summary>
/// Rows as they arrive, one at a time; the members speak of the row last read and throw <see cref="UnreadableValueException"/> for a value
/// that cannot be represented. Disposing early cancels the query first, so that the rest is not drained.
/// </summary>
internal interface IRowReader : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    /// <exception cref="SyncException">ConnectionLost, QueryCanceled and the like.</exception>
    /// <exception cref="OperationCanceledException">The token given at the start was cancelled.</exception>
    bool Read();

    /// <summary>The key; null where a part of it is NULL.</summary>
    KeyValue? Key { get; }

    /// <summary>The value of the cursor column as stored, in whole microseconds; null for NULL.</summary>
    DateTime? CursorValue { get; }

    /// <summary>The text of a column by its ordinal; null where the database has NULL.</summary>
    string? GetText(int ordinal);

    /// <summary>Copies a text as UTF-8, as much of it as there is room for.</summary>
    /// <param name="ordinal">The ordinal of its column.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where on.</param>
    /// <returns>How many bytes it takes, which can be more than there is room for; -1 where the database has NULL.</returns>
    int CopyText(int ordinal, byte[] buffer, int offset);
}

/// <summary>A value of a row cannot be represented.</summary>
/// <param name="problem">Which column and why; never the value.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
internal sealed class UnreadableValueException(string problem, Exception? inner = null) : Exception(problem, inner);

/// <summary>Makes an object from the row that a reader stands on.</summary>
/// <typeparam name="T">What a row is made into.</typeparam>
/// <param name="row">The row, for its texts.</param>
/// <param name="key">Its key.</param>
/// <param name="cursorValue">The value of its cursor column in UTC; null for NULL.</param>
internal delegate T RowFactory<out T>(IRowReader row, KeyValue key, DateTime? cursorValue);
