namespace RedshiftSync;

/// <summary>The result of a run.</summary>
/// <param name="RunId">The run's identity, as in the state file and the destination.</param>
/// <param name="Totals">The run's numbers.</param>
/// <param name="Before">The position before the run; null for a first run.</param>
/// <param name="After">The position after the run; null if no row was ever delivered.</param>
/// <param name="Consumer">The consumer that received the rows.</param>
/// <param name="Duration">The time from the first statement to the last checkpoint.</param>
internal sealed record SyncOutcome(Guid RunId, RunTotals Totals, Watermark? Before, Watermark? After, Consumer Consumer, TimeSpan Duration)
{
    /// <summary>The changes of the source's columns that the destination has followed.</summary>
    public IReadOnlyList<SchemaChange> SchemaChanges { get; init; } = [];
}

/// <summary>The numbers of a run.</summary>
/// <param name="RowsRead">Rows that arrived from the source.</param>
/// <param name="RowsDelivered">Rows that were delivered to the consumer.</param>
/// <param name="RowsHeldBack">Rows at or after the upper bound, left for a later run.</param>
/// <param name="RowsSkipped">Rows that were skipped because they cannot be represented or the destination refused them.</param>
/// <param name="Batches">How many batches were delivered.</param>
/// <param name="Retries">How often a lost connection was opened again, to the source or to the destination.</param>
/// <param name="IsLimited">Whether the run ended at its greatest number of rows, so that there may be more.</param>
/// <param name="Position">The last row with a cursor value that was read; null without one.</param>
internal sealed record RunTotals(
    long RowsRead, long RowsDelivered, long RowsHeldBack, long RowsSkipped, int Batches, int Retries, bool IsLimited, Watermark? Position);
