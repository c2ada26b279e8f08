namespace RedshiftSync;

/// <summary>What a state file holds.</summary>
/// <param name="Source">Where the checkpoint comes from; null until a first sync claims a seeded or foreign file.</param>
/// <param name="Start">Where a sync without a watermark begins, inclusive, UTC.</param>
/// <param name="Watermark">The promoted checkpoint; null before the first.</param>
/// <param name="Staged">A checkpoint whose rows were read but not known to have arrived.</param>
/// <param name="Runs">The latest runs, oldest first.</param>
public sealed record SyncState(
    SourceIdentity? Source,
    DateTime Start,
    Watermark? Watermark,
    StagedCheckpoint? Staged,
    IReadOnlyList<RunRecord> Runs)
{
    /// <summary>Where a first sync begins unless told otherwise.</summary>
    public static readonly DateTime DefaultStart = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>How many runs are kept.</summary>
    public const int HistoryLength = 20;

    /// <summary>A state before any run.</summary>
    public static SyncState New(SourceIdentity? source, DateTime start) => new(source, start, null, null, []);

    /// <summary>Where the next run begins: after the watermark, or at the start.</summary>
    public Watermark Position => Watermark ?? new Watermark(Start, null);

    /// <summary>The staged checkpoint becomes the promoted one.</summary>
    public SyncState Promote()
    {
        var staged = Staged ?? throw new InvalidOperationException("Nothing is staged.");
        return (this with { Watermark = staged.Watermark ?? Watermark, Staged = null }).WithRun(staged.Run);
    }

    /// <summary>Adds a finished run to the history.</summary>
    public SyncState WithRun(RunRecord run) => this with { Runs = [.. Runs.TakeLast(HistoryLength - 1), run] };
}

/// <summary>A checkpoint that waits to be promoted.</summary>
/// <param name="Watermark">The last row read, or null when the run read none.</param>
/// <param name="Run">The run that staged it.</param>
public sealed record StagedCheckpoint(Watermark? Watermark, RunRecord Run);

/// <summary>A run that read all it set out to read.</summary>
/// <param name="RunId">Its identity.</param>
/// <param name="StartedAt">This machine's clock at its start, UTC.</param>
/// <param name="FinishedAt">This machine's clock at its end, UTC.</param>
/// <param name="RowsDelivered">How many rows it delivered.</param>
public sealed record RunRecord(Guid RunId, DateTime StartedAt, DateTime FinishedAt, long RowsDelivered);
