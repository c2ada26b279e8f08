namespace RedshiftSync;

/// <summary>
/// One session on the source database, opened for one command and closed by it. Members block; each throws
/// <see cref="SyncException"/> for what can go wrong and <see cref="OperationCanceledException"/> soon after its token is cancelled.
/// </summary>
public interface ISourceSession : IDisposable
{
    /// <summary>Who answered.</summary>
    ServerIdentity Identity { get; }

    /// <summary>Finds the types of the columns without reading rows.</summary>
    /// <returns>The type in which times have to be bound.</returns>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, PermissionDenied, ColumnTypeNotSupported and the connection's own.</exception>
    SqlValueType DescribeTimeColumn(TableShape shape, CancellationToken cancellation);

    /// <summary>The server's clock in UTC, read in a statement of its own: beside a table it would be refused (redshift-facts: leader-only functions).</summary>
    DateTime ReadClock(CancellationToken cancellation);

    /// <summary>Runs a statement that yields one row of a count and two further values.</summary>
    SourceExtent ReadExtent(SqlStatement statement, CancellationToken cancellation);

    /// <summary>Runs a statement that yields one row of two counts.</summary>
    (long Total, long Part) ReadCounts(SqlStatement statement, CancellationToken cancellation);

    /// <summary>Starts to stream rows. One stream at a time; dispose it before the next call.</summary>
    /// <param name="statement">From <see cref="ChangeWindow.SelectRows"/>.</param>
    /// <param name="shape">The shape that the statement selects.</param>
    /// <param name="cancellation">Cancels the start and, later, every read.</param>
    IRowReader OpenRows(SqlStatement statement, TableShape shape, CancellationToken cancellation);
}

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Version">What the server says of its version.</param>
/// <param name="Database">The database connected to.</param>
/// <param name="User">The user that the server sees.</param>
/// <param name="IsEncrypted">Whether TLS is on.</param>
public sealed record ServerIdentity(string Version, string Database, string User, bool IsEncrypted)
{
    /// <summary>Whether the server calls itself Redshift; otherwise it is a PostgreSQL or something akin.</summary>
    public bool IsRedshift => Version.Contains("Redshift", StringComparison.OrdinalIgnoreCase);
}

/// <summary>How much a window covers.</summary>
/// <param name="Count">The number of rows.</param>
/// <param name="First">The earliest time in UTC, or null without rows.</param>
/// <param name="Last">The latest time in UTC, or null without rows.</param>
public sealed record SourceExtent(long Count, DateTime? First, DateTime? Last);
