namespace RedshiftSync;

/// <summary>The rows that a run will read, decided before the first row: from a position up to a bound.</summary>
/// <param name="State">The state that the run continues, its source filled in; rewound for a full run.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="Clock">The server's clock, UTC.</param>
/// <param name="Bound">The exclusive upper bound, fixed for the run, reconnects included; null for integers, which have none.</param>
/// <param name="Request">The request of the user, the types of the columns filled in.</param>
internal sealed record SyncPlan(SyncState State, CursorAxis Axis, DateTime Clock, CursorValue? Bound, SyncRequest Request)
{
    /// <summary>Checks the state against the request and the server.</summary>
    /// <exception cref="SyncException">
    /// StateSourceMismatch, SchemaChanged, StateWatermarkInFuture, NullTimestamp, and what the session throws.
    /// </exception>
    public static SyncPlan Create(
        ReconnectingSource source, string statePath, SyncState? existing, SyncRequest request, IRunObserver observer)
    {
        var state = Adopt(statePath, existing, request, observer);
        var schema = request.Schema.IsDescribed ? request.Schema : source.Describe(request.Schema);
        var axis = CursorAxis.Of(schema, request.TimeZone);
        state = state.Adapt(axis, schema) ?? throw (existing?.Source is null
            ? StateErrors.PositionMismatch(statePath, state.Position, schema)
            : StateErrors.Damaged(
                statePath, $"its checkpoint {state.Position} is not a position in {schema.Table}", hasBackup: false));
        source.CheckFormats(schema);
        var clock = source.Execute(s => s.ReadClock(source.Cancellation));
        if (state.Watermark is { } watermark && watermark.CursorValue > axis.At(clock) && !request.Force)
        {
            throw StateErrors.WatermarkInFuture(statePath, watermark, clock);
        }

        if (state.Watermark is null && request.Since > axis.At(clock))
        {
            observer.Warn(
                $"-Since {request.Since} is later than the server's clock ({IsoTimestamp.Format(clock)}): "
                + "rows that change before that time are never delivered.");
        }

        return new(state, axis, clock, axis.BoundAt(clock, request.SafetyLag), request with { Schema = schema })
        {
            IsAdopted = existing?.Source?.Equals(request.Source) == false,
            IsNew = existing is null,
        };
    }

    /// <summary>
    /// The cursor value from which a run without a checkpoint reads, inclusive; a lookback goes no further back. The state's start,
    /// unless its checkpoint was set to before that.
    /// </summary>
    public CursorValue Start { get; init; } =
        State.Watermark is { } known && known.CursorValue < State.Start ? known.CursorValue : State.Start;

    /// <summary>Whether the state came from another source, which -Force has accepted.</summary>
    public bool IsAdopted { get; private init; }

    /// <summary>Whether there was no state file before.</summary>
    public bool IsNew { get; private init; }

    /// <summary>The number of rows at or after the bound, which are left for a later run.</summary>
    public long RowsHeldBack { get; init; }

    /// <summary>Whether everything is read: a first run, or one that starts over.</summary>
    public bool IsFirst => State.Watermark is null;

    /// <summary>Returns this plan with the start that a destination's checkpoint requires.</summary>
    public SyncPlan StartingAt(DestinationStart start) => this with
    {
        State = State with { Watermark = start.Position, History = start.History },
        Start = start.Start,
    };

    /// <summary>The plan of the feed.</summary>
    public ReadPlan Reading => new(Request.Schema, Axis, From, Bound)
    {
        IncludeNullCursor = Request.NullTimestamp == NullTimestampAction.Include,
        LookbackFrom = LookbackFrom,
        SkipUnreadable = Request.SkipUnreadable,
        MaxRow = Request.MaxRow,
        ForCheckpoint = true,
        Reported = LookbackFrom is null && State.Reported?.From == From.CursorValue ? State.Reported : null,
    };

    /// <summary>The rows that the run covers.</summary>
    public ChangeQuery Window => new(Request.Schema, Axis, LookbackFrom is { } back ? new Watermark(back, null) : From, Bound);

    private Watermark From => State.Watermark ?? new Watermark(Start, null);

    private CursorValue? LookbackFrom
    {
        get
        {
            // A day is read again as a whole, because later changes of the day can sort before the watermark.
            if (State.Watermark is not { } watermark || (Request.Lookback == 0 && Axis.Kind != CursorKind.Day))
            {
                return null;
            }

            // In a destination, the rest of a full run would replace a newer row by an older one of the same key.
            if (State.IsReplacing && Request.Consumer == ConsumerKind.Destination)
            {
                return null;
            }

            var back = watermark.CursorValue.Back(Request.Lookback);
            var earliest = Start < watermark.CursorValue ? Start : watermark.CursorValue;
            return back > earliest ? back : earliest;
        }
    }

    /// <summary>Counts the rows that the run will not read: at or after the bound, after the server's clock, with a NULL cursor.</summary>
    /// <returns>The number of rows at or after the bound.</returns>
    /// <exception cref="SyncException">NullTimestamp, and what the session throws.</exception>
    public long CountHeldBack(ReconnectingSource source, IRunObserver observer)
    {
        NullCursorCheck.Run(
            source, Request.Schema, Request.NullTimestamp ?? (IsFirst ? NullTimestampAction.Warn : NullTimestampAction.Ignore), observer);
        if (Bound is not { } bound)
        {
            return 0;
        }

        var counts = source.Execute(s => s.Query(Window.SelectHeldBack(bound, Axis.At(Clock)!.Value), source.Cancellation))[0];
        if (counts[1] is long future and > 0)
        {
            observer.Warn(
                $"{future} row(s) of {Request.Schema.Table} are dated beyond the server's clock ({IsoTimestamp.Format(Clock)}). "
                + "They are delivered when that time has passed; other rows are not affected.");
        }

        return (long)counts[0]!;
    }

    private static SyncState Adopt(string statePath, SyncState? existing, SyncRequest request, IRunObserver observer)
    {
        if (existing is null)
        {
            return SyncState.New(request.Source, request.Since ?? request.DefaultStart) with { IsReplacing = request.Full };
        }

        // -Force cannot make a position valid in another order or selection of rows; only starting over can.
        if (existing.Source is { } known && !known.Equals(request.Source)
            && !(request.Force && (request.Full || known.HasSamePositions(request.Source))))
        {
            throw StateErrors.SourceMismatch(statePath, known, request.Source);
        }

        if (!request.Full && existing.Source?.Plan?.FindTypeChange(request.Source.Plan!) is { } change)
        {
            throw TableErrors.TypeChanged(request.Source.Table, change);
        }

        if (request.Full)
        {
            return existing with
            {
                Source = request.Source,
                Start = request.Since ?? existing.Start,
                Watermark = null,
                History = null,
                Staged = null,
                Reported = null,
                IsReplacing = true,
            };
        }

        if (existing is { Consumer: { Kind: ConsumerKind.Destination } consumer, Watermark: not null }
            && request.Consumer == ConsumerKind.Pipeline)
        {
            throw StateErrors.ConsumerMismatch(statePath, consumer, existing.Position);
        }

        if (existing is { Consumer.Kind: ConsumerKind.Pipeline, Watermark: not null } && request.Consumer == ConsumerKind.Destination)
        {
            observer.Warn(
                $"'{statePath}' belonged to {existing.Consumer} and belongs to a destination from now on: the others refuse it. "
                + "Use a state file for each consumer.");
        }

        if (existing is { IsUpgraded: true, Watermark: not null })
        {
            observer.Warn(
                $"'{statePath}' was written by version 0.1 of RedshiftSync, "
                + $"which did not record who received the rows up to {existing.Position}. "
                + "From now on it belongs to whoever receives the rows of this run. "
                + "If the earlier ones went elsewhere, use -Full or another state file.");
        }

        if (request.Since is { } since && since != existing.Start)
        {
            observer.Warn(
                $"-Since is ignored: it says where a first sync starts, and '{statePath}' continues from {existing.Position}. "
                + "Use -Full to start over, or Set-RedshiftSyncState to move the checkpoint.");
        }

        if (existing.Staged is { } staged)
        {
            observer.Warn(
                $"Run {staged.Run.RunId} staged a checkpoint that was never confirmed, so its rows may not have arrived. "
                    + $"They are delivered again, from {existing.Position}.");
        }

        return existing with { Source = request.Source, Staged = null };
    }
}
