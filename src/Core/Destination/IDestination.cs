using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>An open database into which a run upserts rows. Members block and throw <see cref="SyncException"/>.</summary>
internal interface IDestination : IDisposable
{
    /// <summary>The destination's name for messages: a path, or a server and database. Never a secret.</summary>
    string DisplayName { get; }

    /// <summary>
    /// Whether the table was empty when the run began; after <see cref="Prepare"/>. False for a kind of destination that writes the first
    /// rows as it writes later ones.
    /// </summary>
    bool StartedEmpty => false;

    /// <summary>The changes of the source's columns; after <see cref="Prepare"/> or <see cref="Inspect"/>, null without a table.</summary>
    SchemaEvolution? Evolution => null;

    /// <summary>
    /// Creates the table and the checkpoint table if they are missing, and checks them if they exist. The checkpoint of an earlier table of
    /// the same name is removed when the table has to be created.
    /// </summary>
    /// <returns>The destination's checkpoint; null if there is none.</returns>
    /// <exception cref="SyncException">
    /// DestinationSchemaMismatch, SchemaChanged, StateDestinationMismatch, DestinationUnavailable.
    /// </exception>
    DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation);

    /// <summary>Checks the table and reads its checkpoint without changing anything.</summary>
    /// <returns>The destination's checkpoint; null if there is none, or no table.</returns>
    /// <exception cref="SyncException">
    /// DestinationSchemaMismatch, SchemaChanged, StateDestinationMismatch, DestinationUnavailable.
    /// </exception>
    DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation);

    /// <summary>Reads the checkpoint of a table without a look at the table; null if there is none.</summary>
    /// <exception cref="SyncException">DestinationUnavailable, StateDestinationMismatch.</exception>
    DestinationCheckpoint? FindCheckpoint(TableName table, CancellationToken cancellation);

    /// <summary>Creates the destination's side of a comparison; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    /// <param name="kind">The content of a digest.</param>
    /// <param name="times">Converts times into the values of the source's column, which are digested.</param>
    /// <param name="schema">The schema of the source, described. Trailing blanks of padded texts are not digested.</param>
    /// <param name="from">The first cursor value that is compared, as <see cref="CursorAxis.CanonicalText"/>; null for all rows.</param>
    IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema, string? from = null);

    /// <summary>Whether the table has no rows; after <see cref="Prepare"/> or <see cref="Inspect"/>.</summary>
    bool IsEmpty(CancellationToken cancellation);

    /// <summary>Removes rows by key, in one durable transaction; after <see cref="Prepare"/>.</summary>
    void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation);

    /// <summary>
    /// Upserts the rows by key and stores the checkpoint, in one durable transaction, which alters the table first if it has to follow its
    /// source. <see cref="DestinationRequest.Replacement"/> says
    /// which rows replace existing ones. If a key repeats, the last row that passes the replacement rule wins.
    /// </summary>
    /// <param name="batch">The rows, in the order in which they were read.</param>
    /// <param name="checkpoint">The checkpoint after the rows; null if there is none yet.</param>
    /// <param name="cancellation">Cancels the operation; the transaction is rolled back.</param>
    void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation);
}

/// <summary>The table that a sync keeps in a destination.</summary>
/// <param name="Table">The destination's table.</param>
/// <param name="Schema">The source's schema; the destination's columns have the same names.</param>
/// <param name="Source">The source of the rows.</param>
internal sealed record DestinationRequest(TableName Table, TableSchema Schema, SourceIdentity Source)
{
    /// <summary>The name of the table with the checkpoints of a destination, which is reserved.</summary>
    public const string CheckpointTable = "redshiftsync_checkpoint";

    /// <summary>Which rows replace existing rows of the same key.</summary>
    public Replacement Replacement { get; init; }

    /// <summary>
    /// <see cref="IDestination.StartedEmpty"/> of the run's first session; null if this is the first one.
    /// </summary>
    public bool? StartedEmpty { get; init; }

    /// <summary>Whether to accept a destination that was filled from another source.</summary>
    public bool Force { get; init; }

    /// <summary>What to do if the source's columns have changed.</summary>
    public SchemaChangeMode SchemaChange { get; init; }

    /// <summary>Whether the table is only compared, so that a wider type at the source is not in the way.</summary>
    public bool IsComparison { get; init; }
}

/// <summary>Which rows replace existing rows of the same key.</summary>
internal enum Replacement
{
    /// <summary>A row with the same or a later cursor value. A row with a NULL cursor replaces only rows with a NULL cursor.</summary>
    Newer,

    /// <summary>
    /// A row with any cursor value. A row with a NULL cursor replaces only rows with a NULL cursor. For the continuation of a full run,
    /// which delivered rows with a NULL cursor first.
    /// </summary>
    WithCursorValue,

    /// <summary>Every row. For a full run from its start.</summary>
    Any,
}

/// <summary>The checkpoint in a destination: the rows that the destination claims to have.</summary>
/// <remarks>
/// The claim: every row of the source from <paramref name="Start"/>, inclusive, to <paramref name="Watermark"/>, in the order of cursor
/// value and key, has been delivered in its present version or a newer one. Exceptions are rows that were skipped as unreadable and rows
/// that were committed later than the lag after their cursor value. The claim is one interval, true after each transaction. Two rules keep
/// it true. A run begins at or before the watermark that it finds, or else at its own start, which becomes the start of the claim. And the
/// checkpoint of each batch is the position that the run has reached, even if that is before the watermark that the run has found.
/// </remarks>
/// <param name="Watermark">The end of the claim: the last row that was delivered.</param>
/// <param name="RunId">The run that wrote the checkpoint.</param>
/// <param name="Start">The start of the claim, inclusive: rows with an earlier cursor value were never delivered.</param>
internal sealed record DestinationCheckpoint(
    [property: JsonRequired] Watermark Watermark, [property: JsonRequired] Guid RunId, [property: JsonRequired] CursorValue Start)
{
    /// <summary>The source of the rows; null if it is not known.</summary>
    public SourceIdentity? Source { get; init; }

    /// <summary>The history of the checkpoint; null for a checkpoint of version 1.</summary>
    public CheckpointHistory? History { get; init; }

    /// <summary>The source's columns as the last batch with rows has found them; null if they are not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RecordedColumn>? Columns { get; init; }

    /// <summary>Whether both are the same claim. The columns do not count.</summary>
    public bool Equals(DestinationCheckpoint? other) =>
        other is not null
        && Watermark == other.Watermark && RunId == other.RunId && Start == other.Start
        && Equals(Source, other.Source) && History == other.History;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Watermark, RunId, Start);
}
