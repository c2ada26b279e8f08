namespace RedshiftSync;

/// <summary>What a run will read, settled before the first row: the position it starts from and the bound that it does not cross.</summary>
/// <param name="State">The state to build on, its source filled in.</param>
/// <param name="TimeType">How times are bound.</param>
/// <param name="Clock">The server's clock, UTC.</param>
/// <param name="Bound">The exclusive upper bound, UTC, fixed for the run.</param>
/// <param name="Request">What was asked.</param>
public sealed record SyncPlan(SyncState State, SqlValueType TimeType, DateTime Clock, DateTime Bound, SyncRequest Request)
{
    /// <summary>Checks the state against the request and the server.</summary>
    /// <exception cref="SyncException">StateSourceMismatch, StateWatermarkInFuture, and what the session throws.</exception>
    public static SyncPlan Create(ISourceSession session, string statePath, SyncState? existing, SyncRequest request, IRunObserver observer, CancellationToken cancellation)
    {
        var state = Adopt(statePath, existing, request, observer);
        var timeType = session.DescribeTimeColumn(request.Shape, cancellation);
        var clock = session.ReadClock(cancellation);
        if (state.Watermark is { } watermark && watermark.UpdatedAt > clock && !request.Force)
        {
            throw StateErrors.WatermarkInFuture(statePath, watermark, clock);
        }

        // Whole seconds: a stamp of whole seconds names its second's beginning, yet its row may be committed anywhere within it.
        var second = clock.AddTicks(-(clock.Ticks % TimeSpan.TicksPerSecond));
        var bound = request.SafetyLag.Ticks < second.Ticks ? second - request.SafetyLag : DateTime.MinValue;
        return new(state, timeType, clock, bound, request);
    }

    /// <summary>The rows after <paramref name="position"/> and before the bound.</summary>
    public ChangeWindow Window(Watermark position) => new(Request.Shape, TimeType, position, Bound);

    /// <summary>Counts what stays behind the bound for a later run, and warns of rows beyond the server's clock.</summary>
    /// <returns>The number of rows at or after the bound.</returns>
    public long CountHeldBack(ISourceSession session, IRunObserver observer, CancellationToken cancellation)
    {
        var (total, future) = session.ReadCounts(Window(State.Position).SelectHeldBack(Bound, Clock), cancellation);
        if (future > 0)
        {
            observer.Warn($"{future} row(s) of {Request.Shape.Table} are dated beyond the server's clock ({IsoTimestamp.Format(Clock)}). They are delivered once their time has come, and hold up nothing else.");
        }

        return total;
    }

    private static SyncState Adopt(string statePath, SyncState? existing, SyncRequest request, IRunObserver observer)
    {
        if (existing is null)
        {
            return SyncState.New(request.Source, request.Since ?? SyncState.DefaultStart);
        }

        if (existing.Source is { } known && !known.Equals(request.Source) && !request.Force)
        {
            throw StateErrors.SourceMismatch(statePath, known, request.Source);
        }

        if (request.Since is { } since && since != existing.Start)
        {
            observer.Warn($"-Since only says where a first sync starts; '{statePath}' goes on from {existing.Position}. Set-RedshiftSyncState moves it.");
        }

        if (existing.Staged is { } staged)
        {
            observer.Warn($"Run {staged.Run.RunId} staged a checkpoint that was never confirmed, so its rows may not have arrived. They are delivered again, from {existing.Position}.");
        }

        return existing with { Source = request.Source, Staged = null };
    }
}
