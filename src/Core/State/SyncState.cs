using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>The content of a state file.</summary>
/// <param name="Source">The source of the checkpoint; null until the first sync with a seeded or foreign file.</param>
/// <param name="Start">The start of a sync without a watermark, inclusive.</param>
/// <param name="Watermark">The promoted checkpoint; null before the first one.</param>
/// <param name="Staged">A checkpoint whose rows were read but may not have arrived; null for none.</param>
/// <param name="Runs">The latest runs, oldest first.</param>
internal sealed record SyncState(
    SourceIdentity? Source,
    [property: JsonRequired] CursorValue Start,
    Watermark? Watermark,
    StagedCheckpoint? Staged,
    IReadOnlyList<RunRecord> Runs)
{
    /// <summary>The default start of a first sync.</summary>
    public static readonly DateTime DefaultStart = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The number of runs, and of notes about skipped rows, that a state keeps.</summary>
    public const int HistoryLength = 20;

    /// <summary>The history of <see cref="Watermark"/>; null if the watermark was set manually or comes from version 1.</summary>
    public CheckpointHistory? History { get; init; }

    /// <summary>The consumer that received the rows up to <see cref="Watermark"/>; null if it is not known.</summary>
    public Consumer? Consumer { get; init; }

    /// <summary>Whether the file had version 1, which records no consumer.</summary>
    [JsonIgnore]
    public bool IsUpgraded { get; init; }

    /// <summary>Whether a full run has begun and not ended: until it has, rows of the source replace newer ones of a destination.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>The latest rows that were skipped, oldest first, for display only.</summary>
    public IReadOnlyList<SkipNote> Skipped { get; init; } = [];

    /// <summary>The skipped rows that every run would read again, so that none is reported twice; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedRows? Reported { get; init; }

    /// <summary>Creates a state before the first run.</summary>
    public static SyncState New(SourceIdentity? source, CursorValue start) => new(source, start, null, null, []);

    /// <summary>The position from which the next run reads: the watermark, or the start.</summary>
    [JsonIgnore]
    public Watermark Position => Watermark ?? new Watermark(Start, null);

    /// <summary>
    /// Converts positions that were set manually: times into values of the cursor column, parts of a key into those of the table.
    /// </summary>
    /// <returns>Null if the checkpoint cannot be a position in the table.</returns>
    public SyncState? Adapt(CursorAxis axis, TableSchema schema)
    {
        // A start that fits no integer is the default of a state that was seeded manually.
        var start = axis.Adapt(Start) ?? CursorValue.Earliest(axis.Kind);
        if (Watermark is not { } watermark)
        {
            return this with { Start = start };
        }

        var key = watermark.Key is { } given ? schema.Adapt(given) : null;
        return axis.Adapt(watermark.CursorValue) is { } value && (key is null == watermark.Key is null)
            ? this with { Start = start, Watermark = new Watermark(value, key) }
            : null;
    }

    /// <summary>Moves the checkpoint manually, so that it has no history in common with any other.</summary>
    public SyncState MoveTo(Watermark watermark) => this with { Watermark = watermark, History = null, Staged = null };

    /// <summary>Promotes the staged checkpoint.</summary>
    public SyncState Promote()
    {
        var staged = Staged ?? throw new InvalidOperationException("Nothing is staged.");
        return (this with { Watermark = staged.Watermark ?? Watermark, History = staged.History ?? History, Staged = null })
            .WithRun(staged.Run);
    }

    /// <summary>Adds a finished run to the history.</summary>
    public SyncState WithRun(RunRecord run) => this with
    {
        Runs = [.. Runs.TakeLast(HistoryLength - 1), run],
        IsReplacing = IsReplacing && run.IsLimited,
    };

    /// <summary>Adds rows that were skipped.</summary>
    public SyncState WithSkipped(SkipReport report) => this with
    {
        Skipped = report.Notes.Count == 0 ? Skipped : [.. Skipped.Concat(report.Notes).TakeLast(HistoryLength)],
        Reported = report.Reported,
    };
}

/// <summary>A checkpoint that is not promoted yet.</summary>
/// <param name="Watermark">The last row that was read; null if no row was ever read.</param>
/// <param name="Run">The run that staged it.</param>
internal sealed record StagedCheckpoint(Watermark? Watermark, RunRecord Run)
{
    /// <summary>The history of the checkpoint; null in a file of version 1.</summary>
    public CheckpointHistory? History { get; init; }
}

/// <summary>A completed run.</summary>
/// <param name="RunId">The run's identity.</param>
/// <param name="StartedAt">The start of the run by this machine's clock, UTC.</param>
/// <param name="FinishedAt">The end of the run by this machine's clock, UTC.</param>
/// <param name="CompleteUntil">Every row with an earlier cursor value was delivered, UTC: the upper bound, or the last row of a limited
/// run.</param>
/// <param name="RowsDelivered">The number of rows that were delivered.</param>
/// <param name="RowsSkipped">The number of rows that were skipped because they cannot be read or the destination refused them.</param>
/// <param name="Retries">The number of retries.</param>
/// <param name="IsLimited">Whether the run ended at its greatest number of rows, so that there may be more.</param>
internal sealed record RunRecord(
    [property: JsonRequired] Guid RunId,
    [property: JsonRequired] DateTime StartedAt,
    [property: JsonRequired] DateTime FinishedAt,
    [property: JsonRequired] DateTime CompleteUntil,
    long RowsDelivered,
    long RowsSkipped,
    int Retries,
    [property: JsonRequired] bool IsLimited);

/// <summary>A row that was skipped.</summary>
/// <param name="RunId">The run that skipped the row.</param>
/// <param name="At">The time by this machine's clock, UTC.</param>
/// <param name="Row">The row's key, or its cursor value where the key is NULL.</param>
/// <param name="Problem">The column, and why its value cannot be delivered.</param>
internal sealed record SkipNote(Guid RunId, DateTime At, string Row, string Problem);

/// <summary>
/// Skipped rows without a position, because their key is NULL or their cursor value cannot be read. A run from the same position reads them
/// again.
/// </summary>
/// <param name="From">The cursor value of the position before the rows.</param>
/// <param name="NullKeys">The number of rows with a cursor value and a NULL key.</param>
/// <param name="Until">The cursor value of the last row with a NULL key; null if there is none.</param>
/// <param name="UnreadableTimes">The number of rows whose cursor value cannot be represented.</param>
internal sealed record ReportedRows([property: JsonRequired] CursorValue From, long NullKeys, CursorValue? Until, long UnreadableTimes);
