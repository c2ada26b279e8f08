namespace RedshiftSync;

/// <summary>A database that rows are upserted into, open for one run. Members block and throw <see cref="SyncException"/>.</summary>
public interface IDestination : IDisposable
{
    /// <summary>The destination as a person would name it: a path, or a server and database. Never a secret.</summary>
    string DisplayName { get; }

    /// <summary>
    /// Creates the table and the checkpoint table where they are missing and checks them where they are not.
    /// </summary>
    /// <returns>The checkpoint that the destination holds, or null when it holds none.</returns>
    /// <exception cref="SyncException">DestinationSchemaMismatch, StateDestinationMismatch, DestinationUnavailable.</exception>
    DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation);

    /// <summary>
    /// Upserts the rows by key and stores the checkpoint, in one durable transaction. An older row never replaces a newer one, nor one
    /// without a time one that has it, unless the request says so; one of the same time does. Of several rows of one key the last counts.
    /// </summary>
    /// <param name="batch">The rows, in the order in which they were read.</param>
    /// <param name="checkpoint">The checkpoint behind them; null while there is none.</param>
    /// <param name="cancellation">Ends it soon and leaves nothing of the batch behind.</param>
    void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation);
}

/// <summary>What is to be kept in a destination.</summary>
/// <param name="Table">The destination's table.</param>
/// <param name="Shape">The source's shape; the destination's columns carry the same names.</param>
/// <param name="Source">Where the rows come from.</param>
public sealed record DestinationRequest(TableName Table, TableShape Shape, SourceIdentity Source)
{
    /// <summary>Whether a row replaces a newer one, too: a full run.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>Whether to accept a destination that was filled from another source.</summary>
    public bool Force { get; init; }
}

/// <summary>The checkpoint inside a destination.</summary>
/// <param name="Watermark">The last row that was delivered into it.</param>
/// <param name="RunId">The run that delivered it.</param>
public sealed record DestinationCheckpoint(Watermark Watermark, Guid RunId);

/// <summary>A row on its way into a destination.</summary>
/// <param name="Key">The key.</param>
/// <param name="Text">The text columns in order; null where the database has NULL.</param>
/// <param name="UpdatedAt">The row's time in UTC; null where the database has NULL.</param>
public sealed record ChangeRow(long Key, string?[] Text, DateTime? UpdatedAt);
