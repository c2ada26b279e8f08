namespace RedshiftSync;

/// <summary>
/// The start of a run into a destination: at or before the destination's watermark, or else at the start that the destination's checkpoint
/// will claim, so that the claim (see <see cref="DestinationCheckpoint"/>) is true after each batch.
/// </summary>
/// <param name="Position">The checkpoint after which reading continues; null to read from <paramref name="Start"/>.</param>
/// <param name="Start">The cursor value from which a run without a position reads, inclusive, UTC. A lookback goes no further back.</param>
/// <param name="ClaimStart">The start of each checkpoint that the run writes.</param>
/// <param name="History">The history that <paramref name="Position"/> ends; null for none.</param>
/// <param name="Reason">Why rows that the state counts as delivered are read again; null if no such rows are read.</param>
internal sealed record DestinationStart(
    Watermark? Position, CursorValue Start, CursorValue ClaimStart, CheckpointHistory? History, string? Reason)
{
    /// <summary>The position for a checkpoint before the first row.</summary>
    public Watermark Begin => Position ?? new Watermark(Start, null);

    /// <summary>Decides where a run starts, and warns if that is not at the state's checkpoint.</summary>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="target">The destination, prepared.</param>
    /// <param name="source">The source, whose cancellation also ends statements at the destination.</param>
    /// <param name="observer">Receives the warnings.</param>
    public static DestinationStart Find(SyncPlan plan, ReconnectingDestination target, ReconnectingSource source, IRunObserver observer)
    {
        var found = target.Checkpoint;
        var isEmpty = found is not null && target.Execute(d => d.IsEmpty(source.Cancellation), observer.Warn, source.Cancellation);
        if (isEmpty && !plan.Request.Full && found!.Watermark != new Watermark(found.Start, null))
        {
            observer.Warn(
                $"Table {target.Table} in '{target.DisplayName}' has no rows, although it holds a checkpoint: "
                    + $"only rows after {found.Watermark} are delivered. "
                    + "To fill it again, use -Full.");
        }

        // A full run starts over: the checkpoint does not count if its rows are gone or come from another source.
        var counts = !plan.Request.Full || (!isEmpty && !IsOfAnotherSource(found, plan.Request));
        var start = Of(plan.Start, plan.State, counts ? found : null);
        var own = plan.State.Watermark ?? new Watermark(plan.Start, null);
        if (start.Reason is not null && start.Begin != own)
        {
            observer.Warn(
                $"Table {target.Table} in '{target.DisplayName}' {start.Reason}: rows are read from {start.Begin}, "
                + $"although the state file is at {own}, "
                + "so that no rows between them are missing.");
        }

        return start;
    }

    /// <summary>Whether a destination's checkpoint is of another source than the one that is read.</summary>
    public static bool IsOfAnotherSource(DestinationCheckpoint? found, SyncRequest request) =>
        found?.Source?.Equals(request.Source) == false;

    /// <summary>Decides where a run starts.</summary>
    /// <param name="start">The start of the state, inclusive, UTC.</param>
    /// <param name="state">The state.</param>
    /// <param name="found">The destination's checkpoint; null for none.</param>
    public static DestinationStart Of(CursorValue start, SyncState state, DestinationCheckpoint? found)
    {
        if (found is null)
        {
            return new(null, start, start, null, "holds no checkpoint");
        }

        if (start < found.Start)
        {
            return new(null, start, start, null, $"holds rows from {found.Start} on only");
        }

        var fromState = new DestinationStart(
            state.Watermark, state.Watermark is null ? start : found.Start, found.Start, state.History, null);
        var fromDestination = new DestinationStart(found.Watermark, found.Start, found.Start, found.History, null);
        var lagging = fromDestination with { Reason = $"holds rows up to {found.Watermark} only" };
        var own = state.Watermark ?? new Watermark(start, null);
        if (state.History is { } history && history.Id == found.History?.Id && found.Watermark != own)
        {
            // The destination has every row that its checkpoint claims, so an older state, of a killed run or a copy, is not followed.
            return state.Watermark is null || history.Generation < found.History.Generation ? fromDestination : lagging;
        }

        if (state.Watermark is not { } watermark)
        {
            return found.Watermark.CursorValue < start ? lagging : fromState;
        }

        if (found.Watermark == watermark)
        {
            return fromState;
        }

        if (found.Watermark.CursorValue != watermark.CursorValue)
        {
            return found.Watermark.CursorValue < watermark.CursorValue ? lagging : fromState;
        }

        // Only the server knows which key comes first.
        return watermark.Key is null ? fromState
            : found.Watermark.Key is null ? lagging
            : lagging with { Position = watermark with { Key = null }, History = null };
    }
}
