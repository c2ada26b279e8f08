namespace RedshiftSync;

/// <summary>The rows that a feed reads.</summary>
/// <param name="Schema">The table and its columns.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="From">The start: after this row, or at this cursor value if the watermark has no key.</param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
internal sealed record ReadPlan(TableSchema Schema, CursorAxis Axis, Watermark From, CursorValue? Before)
{
    /// <summary>Whether rows whose cursor value is NULL are read, before the others.</summary>
    public bool IncludeNullCursor { get; init; }

    /// <summary>The cursor value, inclusive and in UTC, from which rows up to <see cref="From"/> are read again; null for none.</summary>
    public CursorValue? LookbackFrom { get; init; }

    /// <summary>Whether to leave out rows that cannot be represented, instead of stopping before the first.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>How many rows to read, or null for all.</summary>
    public long? MaxRow { get; init; }

    /// <summary>
    /// Whether reading is to end where a checkpoint can stand: <see cref="MaxRow"/> is then exceeded by the rest of the last group, and
    /// only rows after <see cref="From"/> count. Those that come again with every run would leave no room for progress.
    /// </summary>
    public bool ForCheckpoint { get; init; }

    /// <summary>The rows after <see cref="From"/> that earlier runs have reported and that come again; null for none.</summary>
    public ReportedRows? Reported { get; init; }

    /// <summary>The phases of the feed, in order.</summary>
    public IReadOnlyList<FeedPhase> Phases => [.. Enum.GetValues<FeedPhase>().Where(Has)];

    /// <summary>Whether rows of a phase count towards <see cref="MaxRow"/>.</summary>
    public bool Counts(FeedPhase phase) => !ForCheckpoint || phase == FeedPhase.Changes;

    /// <summary>
    /// The estimated part of the reading that is done, from 0 to 1: by rows if their greatest number is known, otherwise by cursor values.
    /// Counting the rows would cost a query.
    /// </summary>
    /// <param name="position">The last row.</param>
    /// <param name="rows">How many rows there were.</param>
    /// <returns>Null when neither is known.</returns>
    public double? FractionDone(Watermark? position, long rows)
    {
        double? byTime = position is { } reached && Before is { } end && end > From.CursorValue
            ? (reached.CursorValue - From.CursorValue) / (end - From.CursorValue)
            : null;
        double? byRows = MaxRow is { } max ? (double)rows / max : null;
        return (byRows, byTime) switch
        {
            (null, null) => null,
            _ => Math.Clamp(Math.Max(byRows ?? 0, byTime ?? 0), 0, 1),
        };
    }

    private bool Has(FeedPhase phase) => phase switch
    {
        FeedPhase.NullCursor => IncludeNullCursor,
        FeedPhase.Lookback => LookbackFrom is not null,
        _ => true,
    };
}
