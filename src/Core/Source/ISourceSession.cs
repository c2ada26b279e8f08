namespace RedshiftSync;

/// <summary>
/// One session on the source database. Members block; each throws <see cref="SyncException"/> for what can go wrong, with
/// <see cref="SyncException.IsTransient"/> where another session may succeed, and <see cref="OperationCanceledException"/> soon after its
/// token is cancelled.
/// </summary>
internal interface ISourceSession : IDisposable
{
    /// <summary>Who answered.</summary>
    ServerIdentity Identity { get; }

    /// <summary>Whether it is still open. The driver gives a connection up by itself when it breaks, and after an internal error of the server.</summary>
    bool IsOpen { get; }

    /// <summary>Finds the types of the columns without reading rows. Whether they fit is for <see cref="ReconnectingSource.Describe"/> to say.</summary>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, PermissionDenied and the connection's own.</exception>
    TableSchema Describe(TableSchema schema, CancellationToken cancellation);

    /// <summary>The server's clock in UTC, read in a statement of its own: beside a table it would be refused (docs/redshift.md, Leader-only functions).</summary>
    DateTime ReadClock(CancellationToken cancellation);

    /// <summary>
    /// Runs a statement with a small result. Values come as <see cref="long"/>, <see cref="bool"/>, <see cref="DateTime"/> (as the column
    /// holds it; what lies outside the years 1 to 9999 becomes the nearest time within), <see cref="string"/> for all other types, or null.
    /// </summary>
    IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation);

    /// <summary>Starts to stream rows. One stream at a time; dispose it before the next call.</summary>
    /// <param name="statement">A statement that selects the columns of <paramref name="schema"/>.</param>
    /// <param name="schema">The table and its columns.</param>
    /// <param name="cancellation">Cancels the start and, later, every read.</param>
    IRowReader OpenRows(SqlStatement statement, TableSchema schema, CancellationToken cancellation);
}
