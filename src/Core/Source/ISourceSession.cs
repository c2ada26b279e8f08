namespace RedshiftSync;

/// <summary>
/// One session on the source database. Members block. They throw <see cref="SyncException"/> on failure, with
/// <see cref="SyncException.IsTransient"/> if another session may succeed, and <see cref="OperationCanceledException"/> soon after their
/// token is cancelled.
/// </summary>
internal interface ISourceSession : IDisposable
{
    /// <summary>The server, database and user of the session.</summary>
    ServerIdentity Identity { get; }

    /// <summary>
    /// Whether the session is open. The driver closes a connection that breaks, and any connection after an internal error of the server.
    /// </summary>
    bool IsOpen { get; }

    /// <summary>
    /// Finds the types of the columns without reading rows. <see cref="ReconnectingSource.Describe"/> checks whether they fit.
    /// </summary>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, PermissionDenied, and errors of the connection.</exception>
    TableSchema Describe(TableSchema schema, CancellationToken cancellation);

    /// <summary>Reads the server's clock, in UTC.</summary>
    DateTime ReadClock(CancellationToken cancellation);

    /// <summary>
    /// Runs a statement with a small result. Values are <see cref="long"/>, <see cref="bool"/>, <see cref="DateTime"/> (as in the column,
    /// clamped to the years 1 to 9999), <see cref="string"/> for all other types, or null.
    /// </summary>
    IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation);

    /// <summary>Runs a statement with a small result, whose values of any type come as the server writes them; null for NULL.</summary>
    IReadOnlyList<string?[]> QueryText(SqlStatement statement, CancellationToken cancellation);

    /// <summary>Finds the columns of a table or view, with their types, without reading rows.</summary>
    /// <exception cref="SyncException">TableNotFound, PermissionDenied, and errors of the connection.</exception>
    IReadOnlyList<Column> DescribeTable(TableName table, CancellationToken cancellation);

    /// <summary>
    /// Checks that the server sends the types of the columns in the expected form, once a session for each type. Streams check it anyway;
    /// call this before other values of the table are believed.
    /// </summary>
    /// <exception cref="SyncException">WireFormatChanged, and errors of the connection.</exception>
    void CheckFormats(TableSchema schema, CancellationToken cancellation);

    /// <summary>
    /// Starts a stream of rows, after <see cref="CheckFormats"/>. A session has one stream at a time; dispose it before the next call.
    /// </summary>
    /// <param name="statement">A statement that selects the columns of <paramref name="schema"/>.</param>
    /// <param name="schema">The table and its columns.</param>
    /// <param name="cancellation">Cancels the start and, later, every read.</param>
    /// <exception cref="SyncException">WireFormatChanged, and errors of the statement and the connection.</exception>
    IRowReader OpenRows(SqlStatement statement, TableSchema schema, CancellationToken cancellation);

    /// <summary>Starts a stream of digests, as <see cref="OpenRows"/> does, whose columns are those of <see cref="DigestQuery"/>.</summary>
    IRowReader OpenDigests(SqlStatement statement, TableSchema schema, CancellationToken cancellation);
}
