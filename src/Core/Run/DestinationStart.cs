namespace RedshiftSync;

/// <summary>
/// Where a run into a destination begins. A run begins at the destination's watermark or before it, or else at the start of what the
/// destination's checkpoint will claim: so the claim (see <see cref="DestinationCheckpoint"/>) is true after each batch.
/// </summary>
/// <param name="Position">The checkpoint to read on from; null to read from <paramref name="Start"/>.</param>
/// <param name="Start">Where reading begins without a position, inclusive, UTC. Looking back goes no further.</param>
/// <param name="ClaimStart">The start of each checkpoint that the run writes.</param>
/// <param name="Reason">Why the run may begin elsewhere than its state would; null when it cannot.</param>
internal sealed record DestinationStart(Watermark? Position, DateTime Start, DateTime ClaimStart, string? Reason)
{
    /// <summary>The position as a checkpoint before the first row holds it.</summary>
    public Watermark Begin => Position ?? new Watermark(Start, null);

    /// <summary>Decides where a run begins.</summary>
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
