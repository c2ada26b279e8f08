namespace RedshiftSync;

/// <summary>The rows that a feed reads.</summary>
/// <param name="Schema">The table and its columns.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="From">Where to start: after this row, or at this time when it has no key.</param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
internal sealed record ReadPlan(TableSchema Schema, CursorAxis Axis, Watermark From, DateTime? Before)
{
    /// <summary>Whether rows whose time is NULL are read, before the others.</summary>
    public bool IncludeNullCursor { get; init; }

    /// <summary>Whether to leave out rows that cannot be represented, instead of stopping before the first.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>How many rows to read, or null for all.</summary>
    public long? MaxRow { get; init; }

    /// <summary>
    /// Whether reading is to end where a checkpoint can stand: <see cref="MaxRow"/> is then exceeded by the rest of the last group, and only
    /// rows behind <see cref="StartCheckpoint"/> count. Those that come again with every run would leave no room for progress.
    /// </summary>
    public bool ForCheckpoint { get; init; }

    /// <summary>The checkpoint that the run started with; null before the first.</summary>
    public Watermark? StartCheckpoint { get; init; }

    /// <summary>The rows behind <see cref="From"/> that earlier runs have reported and that come again; null for none.</summary>
    public ReportedRows? Reported { get; init; }

    /// <summary>Whether a row counts towards <see cref="MaxRow"/>.</summary>
    internal bool Counts(DateTime? time, KeyValue key) => !ForCheckpoint || (time is { } dated && !(new Watermark(dated, key) <= StartCheckpoint));

    /// <summary>
    /// About how much of the reading is done, from 0 to 1: by rows where their greatest number is known, otherwise by how far the position
    /// has come in the span of time. Counting the rows would cost a query; this costs nothing.
    /// </summary>
    /// <param name="position">The last dated row.</param>
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
}
