using System.Text.Json.Serialization;

namespace RedshiftSync;

/// <summary>What a state file holds.</summary>
/// <param name="Source">Where the checkpoint comes from; null until a first sync claims a seeded or foreign file.</param>
/// <param name="Start">Where a sync without a watermark begins, inclusive, UTC.</param>
/// <param name="Watermark">The promoted checkpoint; null before the first.</param>
/// <param name="Staged">A checkpoint whose rows were read but not known to have arrived.</param>
/// <param name="Runs">The latest runs, oldest first.</param>
internal sealed record SyncState(
    SourceIdentity? Source,
    [property: JsonRequired] DateTime Start,
    Watermark? Watermark,
    StagedCheckpoint? Staged,
    IReadOnlyList<RunRecord> Runs)
{
    /// <summary>Where a first sync begins unless told otherwise.</summary>
    public static readonly DateTime DefaultStart = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>How many runs are kept, and how many notes about rows that were skipped.</summary>
    public const int HistoryLength = 20;

    /// <summary>The history that <see cref="Watermark"/> ends; null where it was set by hand or comes from version 1.</summary>
    public CheckpointHistory? History { get; init; }

    /// <summary>The consumer that the rows up to <see cref="Watermark"/> were delivered to; null where that is not known.</summary>
    public Consumer? Consumer { get; init; }

    /// <summary>Whether the file was of version 1, which records no consumer.</summary>
    [JsonIgnore]
    public bool IsUpgraded { get; init; }

    /// <summary>Whether a full run has begun and not ended: until it has, rows of the source replace newer ones of a destination.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>The latest rows that were skipped, oldest first: for people to read, and for nothing else.</summary>
    public IReadOnlyList<SkipNote> Skipped { get; init; } = [];

    /// <summary>Rows that were skipped and would come again with every run, so that none is reported twice; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedRows? Reported { get; init; }

    /// <summary>A state before any run.</summary>
    public static SyncState New(SourceIdentity? source, DateTime start) => new(source, start, null, null, []);

    /// <summary>Where the next run begins: after the watermark, or at the start.</summary>
    [JsonIgnore]
    public Watermark Position => Watermark ?? new Watermark(Start, null);

    /// <summary>Moves the checkpoint by hand. It then has no history in common with any other.</summary>
    public SyncState MoveTo(Watermark watermark) => this with { Watermark = watermark, History = null, Staged = null };

    /// <summary>The staged checkpoint becomes the promoted one.</summary>
    public SyncState Promote()
    {
        var staged = Staged ?? throw new InvalidOperationException("Nothing is staged.");
        return (this with { Watermark = staged.Watermark ?? Watermark, History = staged.History ?? History, Staged = null }).WithRun(staged.Run);
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

/// <summary>A checkpoint that waits to be promoted.</summary>
/// <param name="Watermark">The last row read, or null when nothing was ever read.</param>
/// <param name="Run">The run that staged it.</param>
internal sealed record StagedCheckpoint(Watermark? Watermark, RunRecord Run)
{
    /// <summary>The history that it ends; null in a file of version 1.</summary>
    public CheckpointHistory? History { get; init; }
}

/// <summary>A run that read all it set out to read.</summary>
/// <param name="RunId">Its identity.</param>
/// <param name="StartedAt">This machine's clock at its start, UTC.</param>
/// <param name="FinishedAt">This machine's clock at its end, UTC.</param>
/// <param name="CompleteUntil">Every row of an earlier time was delivered, UTC: the run's upper bound, or its last row's time where it was limited.</param>
/// <param name="RowsDelivered">How many rows it delivered.</param>
/// <param name="RowsSkipped">How many rows it skipped because they cannot be read or the destination refused them.</param>
/// <param name="Retries">How often it connected again.</param>
/// <param name="IsLimited">Whether it ended at its greatest number of rows, perhaps with more to come.</param>
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
/// <param name="RunId">The run that left it out.</param>
/// <param name="At">This machine's clock at that moment, UTC.</param>
/// <param name="Row">Which row: its key, or its time where the key is NULL.</param>
/// <param name="Problem">Which column and why.</param>
internal sealed record SkipNote(Guid RunId, DateTime At, string Row, string Problem);

/// <summary>
/// Rows that were skipped and have no position, because their key is NULL or their time cannot be read: a run from the same position meets
/// them again.
/// </summary>
/// <param name="From">The time of the position behind which they lie, UTC.</param>
/// <param name="NullKeys">How many have a time and no key.</param>
/// <param name="Until">The time of the last of those, UTC; null without any.</param>
/// <param name="UnreadableTimes">How many have a time that cannot be represented.</param>
internal sealed record ReportedRows([property: JsonRequired] DateTime From, long NullKeys, DateTime? Until, long UnreadableTimes);
