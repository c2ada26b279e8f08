namespace RedshiftSync;

/// <summary>
/// Where a run into a destination starts: at or before the destination's watermark, or else at the start that the destination's checkpoint
/// will claim, so that the claim (see <see cref="DestinationCheckpoint"/>) is true after each batch.
/// </summary>
/// <param name="Position">The checkpoint to read on from; null to read from <paramref name="Start"/>.</param>
/// <param name="Start">Where reading starts without a position, inclusive, UTC. A lookback goes no further.</param>
/// <param name="ClaimStart">The start of each checkpoint that the run writes.</param>
/// <param name="Reason">Why the run may start elsewhere than its state says; null if it cannot.</param>
internal sealed record DestinationStart(Watermark? Position, DateTime Start, DateTime ClaimStart, string? Reason)
{
    /// <summary>The position for a checkpoint before the first row.</summary>
    public Watermark Begin => Position ?? new Watermark(Start, null);

    /// <summary>Decides where a run starts.</summary>
    /// <param name="start">Where the state starts, inclusive, UTC.</param>
    /// <param name="watermark">How far the state is; null at its start.</param>
    /// <param name="found">The destination's checkpoint; null for none.</param>
    public static DestinationStart Of(DateTime start, Watermark? watermark, DestinationCheckpoint? found)
    {
        if (found is null)
        {
            return new(null, start, start, "holds no checkpoint");
        }

        if (start < found.Start)
        {
            return new(null, start, start, $"holds rows from {IsoTimestamp.Format(found.Start)} on only");
        }

        if (found.Watermark < (watermark ?? new Watermark(start, null)))
        {
            return new(found.Watermark, found.Start, found.Start, $"holds rows up to {found.Watermark} only");
        }

        return new(watermark, watermark is null ? start : found.Start, found.Start, null);
    }
}
