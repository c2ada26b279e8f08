namespace RedshiftSync;

/// <summary>What a run did.</summary>
/// <param name="RunId">Its identity, as in the state file and the destination.</param>
/// <param name="RowsRead">Rows that arrived from the source.</param>
/// <param name="RowsDelivered">Rows that are durably where they were to go.</param>
/// <param name="RowsHeldBack">Rows at or after the upper bound, left for a later run.</param>
/// <param name="Batches">How many batches were delivered.</param>
/// <param name="Retries">How often the connection was opened again.</param>
/// <param name="Before">The position before; null at the very beginning.</param>
/// <param name="After">The position after; null when nothing was ever delivered.</param>
/// <param name="Duration">From the first statement to the last checkpoint.</param>
public sealed record SyncOutcome(
    Guid RunId, long RowsRead, long RowsDelivered, long RowsHeldBack, int Batches, int Retries, Watermark? Before, Watermark? After, TimeSpan Duration);
