using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>A database that rows are upserted into, open for one run. Members block and throw <see cref="SyncException"/>.</summary>
internal interface IDestination : IDisposable
{
    /// <summary>The destination as a person would name it: a path, or a server and database. Never a secret.</summary>
    string DisplayName { get; }

    /// <summary>
    /// Creates the table and the checkpoint table if they are missing, and checks them if they exist. The checkpoint of an earlier table of the
    /// same name is removed when the table has to be created.
    /// </summary>
    /// <returns>The checkpoint that the destination holds, or null when it holds none.</returns>
    /// <exception cref="SyncException">DestinationSchemaMismatch, StateDestinationMismatch, DestinationUnavailable.</exception>
    DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation);

    /// <summary>Checks the table and reads its checkpoint without changing anything.</summary>
    /// <returns>The checkpoint, or null when there is none or no table.</returns>
    /// <exception cref="SyncException">DestinationSchemaMismatch, StateDestinationMismatch, DestinationUnavailable.</exception>
    DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation);

    /// <summary>The destination's side of a comparison; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    /// <param name="kind">What a digest is made of.</param>
    /// <param name="times">Turns times into the values that the source's column holds: those are digested.</param>
    /// <param name="schema">The schema of the source, described: trailing blanks of padded texts are not digested.</param>
    IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema);

    /// <summary>Whether there are no rows at all; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    bool IsEmpty(CancellationToken cancellation);

    /// <summary>Removes rows by key, in one durable transaction; after <see cref="Prepare"/>.</summary>
    void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation);

    /// <summary>
    /// Upserts the rows by key and stores the checkpoint, in one durable transaction. Which row replaces which is told by
    /// <see cref="DestinationRequest.Replacement"/>. If a key repeats, the last row that passes the replacement rule wins.
    /// </summary>
    /// <param name="batch">The rows, in the order in which they were read.</param>
    /// <param name="checkpoint">The checkpoint after the rows; null while there is none.</param>
    /// <param name="cancellation">Cancels the operation and leaves nothing of the batch behind.</param>
    void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation);
}

/// <summary>What is to be kept in a destination.</summary>
/// <param name="Table">The destination's table.</param>
/// <param name="Schema">The source's schema; the destination's columns carry the same names.</param>
/// <param name="Source">Where the rows come from.</param>
internal sealed record DestinationRequest(TableName Table, TableSchema Schema, SourceIdentity Source)
{
    /// <summary>The table that holds the checkpoints of a destination, so that no rows can go into one of its name.</summary>
    public const string CheckpointTable = "redshiftsync_checkpoint";

    /// <summary>Which rows replace those that are there.</summary>
    public Replacement Replacement { get; init; }

    /// <summary>Whether to accept a destination that was filled from another source.</summary>
    public bool Force { get; init; }
}

/// <summary>Which rows replace those that are there.</summary>
internal enum Replacement
{
    /// <summary>A row of the same time or a later one; one without a time only its like.</summary>
    Newer,

    /// <summary>Any row that has a time; one without only its like. For the rest of a full run, whose rows without a time came before.</summary>
    Dated,

    /// <summary>Any row. For a full run from its start.</summary>
    Any,
}

/// <summary>The checkpoint inside a destination: what the destination claims to hold.</summary>
/// <remarks>
/// The claim: every row of the source from <paramref name="Start"/>, inclusive, to <paramref name="Watermark"/>, in the order of time and
/// key, has been delivered in its present version or a newer one. Excepted are rows that were skipped as unreadable and rows that were
/// committed later than the lag after their time. The claim is one interval, true after each transaction. Two rules keep it true. A run
/// begins at or before the watermark that it finds, or else from its own start, which becomes the claim's. And the checkpoint of each batch
/// is the position that the run has reached, even when that is before the watermark that was found.
/// </remarks>
/// <param name="Watermark">Where the claim ends: the last row that was delivered.</param>
/// <param name="RunId">The run that delivered it.</param>
/// <param name="Start">Where the claim begins, inclusive, UTC: rows of an earlier time were never delivered.</param>
internal sealed record DestinationCheckpoint(
    [property: JsonRequired] Watermark Watermark, [property: JsonRequired] Guid RunId, [property: JsonRequired] DateTime Start)
{
    /// <summary>Where the rows come from; null where that is not known.</summary>
    public SourceIdentity? Source { get; init; }

    /// <summary>The history that the checkpoint ends; null for one of version 1.</summary>
    public CheckpointHistory? History { get; init; }
}
