namespace RedshiftSync;

/// <summary>What a run did.</summary>
/// <param name="RunId">Its identity, as in the state file and the destination.</param>
/// <param name="Totals">Its numbers.</param>
/// <param name="Before">The position before; null at the very beginning.</param>
/// <param name="After">The position after; null when nothing was ever delivered.</param>
/// <param name="Consumer">Who received the rows.</param>
/// <param name="Duration">From the first statement to the last checkpoint.</param>
internal sealed record SyncOutcome(Guid RunId, RunTotals Totals, Watermark? Before, Watermark? After, Consumer Consumer, TimeSpan Duration);

/// <summary>The numbers of a run.</summary>
/// <param name="RowsRead">Rows that arrived from the source.</param>
/// <param name="RowsDelivered">Rows that are where they were to go.</param>
/// <param name="RowsHeldBack">Rows at or after the upper bound, left for a later run.</param>
/// <param name="RowsSkipped">Rows that were skipped because they cannot be represented or the destination refused them.</param>
/// <param name="Batches">How many batches were delivered.</param>
/// <param name="Retries">How often a lost connection was opened again, to the source or to the destination.</param>
/// <param name="IsLimited">Whether the run ended at its greatest number of rows, perhaps with more to come.</param>
/// <param name="Position">The last dated row that was read; null without any.</param>
internal sealed record RunTotals(
    long RowsRead, long RowsDelivered, long RowsHeldBack, long RowsSkipped, int Batches, int Retries, bool IsLimited, Watermark? Position);
