namespace RedshiftSync;

/// <summary>Rows as they arrive, one at a time; the members speak of the row last read. Disposing early cancels the query first, so that the rest is not drained.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    /// <exception cref="SyncException">ConnectionLost, QueryCanceled, UnreadableRow.</exception>
    /// <exception cref="OperationCanceledException">The token given at the start was cancelled.</exception>
    bool Read();

    /// <summary>The key.</summary>
    long Key { get; }

    /// <summary>The row's time in UTC, whole microseconds.</summary>
    DateTime UpdatedAt { get; }

    /// <summary>A text column by its place in <see cref="TableShape.TextColumns"/>; null where the database has NULL.</summary>
    string? GetText(int index);
}
