namespace RedshiftSync;

/// <summary>What a state file holds, from Get-RedshiftSyncState.</summary>
public sealed class SyncStateInfo
{
    internal SyncStateInfo(string path, SyncState state)
    {
        Path = path;
        Server = state.Source?.Server;
        Database = state.Source?.Database;
        Table = state.Source?.Table;
        Start = new UtcTimestamp(state.Start);
        Watermark = SyncPosition.From(state.Watermark);
        StagedWatermark = SyncPosition.From(state.Staged?.Watermark);
        StagedRunId = state.Staged?.Run.RunId;
        IsFullRunPending = state.IsReplacing;
        TimeZone = state.Source?.TimeZone;

        // Arrays: what the compiler makes of a collection expression is of a type of its own, which PowerShell does not index.
        Runs = state.Runs.Select(run => new SyncRunInfo(run)).ToArray();
        Skipped = state.Skipped.Select(note => new SkippedRowInfo(note)).ToArray();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The source's host; null until a first sync claims the file.</summary>
    public string? Server { get; }

    /// <summary>The source's database; null until a first sync claims the file.</summary>
    public string? Database { get; }

    /// <summary>The source's table; null until a first sync claims the file.</summary>
    public string? Table { get; }

    /// <summary>The zone that was declared for the source's times; null for UTC.</summary>
    public string? TimeZone { get; }

    /// <summary>Where a sync without a watermark starts, inclusive, UTC.</summary>
    public UtcTimestamp Start { get; }

    /// <summary>The checkpoint that the next run starts from; null before the first.</summary>
    public SyncPosition? Watermark { get; }

    /// <summary>A checkpoint whose rows were read but are not known to have arrived; null when there is none.</summary>
    public SyncPosition? StagedWatermark { get; }

    /// <summary>The run that staged it; null when nothing is staged.</summary>
    public Guid? StagedRunId { get; }

    /// <summary>Whether a full run has begun and not ended: until it has, rows of the source replace newer ones of a destination.</summary>
    public bool IsFullRunPending { get; }

    /// <summary>How long ago the watermark's row changed, by this machine's clock; null without a watermark. It grows while nothing changes: see <see cref="Lag"/>.</summary>
    public TimeSpan? WatermarkAge => DateTime.UtcNow - Watermark?.UpdatedAt.Utc;

    /// <summary>How far behind the last complete run leaves what was delivered, by this machine's clock; null before the first.</summary>
    public TimeSpan? Lag => DateTime.UtcNow - LastRun?.CompleteUntil.Utc;

    /// <summary>The latest rows that were left out because they cannot be read or the destination refused them, oldest first.</summary>
    public IReadOnlyList<SkippedRowInfo> Skipped { get; }

    /// <summary>The latest runs, oldest first.</summary>
    public IReadOnlyList<SyncRunInfo> Runs { get; }

    /// <summary>The latest run; null before the first.</summary>
    public SyncRunInfo? LastRun => Runs.Count > 0 ? Runs[^1] : null;

    /// <summary>The file and its checkpoint.</summary>
    public override string ToString() => $"{Path} @ {Watermark?.ToString() ?? "the start"}";
}

/// <summary>A run in the history of a state file.</summary>
public sealed record SyncRunInfo
{
    private readonly RunRecord _run;

    internal SyncRunInfo(RunRecord run)
    {
        _run = run;
    }

    /// <summary>Its identity.</summary>
    public Guid RunId => _run.RunId;

    /// <summary>When it started by that machine's clock, UTC.</summary>
    public UtcTimestamp StartedAt => new(_run.StartedAt);

    /// <summary>When it ended by that machine's clock, UTC.</summary>
    public UtcTimestamp FinishedAt => new(_run.FinishedAt);

    /// <summary>Every row of an earlier time was delivered, UTC.</summary>
    public UtcTimestamp CompleteUntil => new(_run.CompleteUntil);

    /// <summary>How many rows it delivered.</summary>
    public long RowsDelivered => _run.RowsDelivered;

    /// <summary>How many rows it left out because they cannot be read or the destination refused them.</summary>
    public long RowsSkipped => _run.RowsSkipped;

    /// <summary>How often it connected again.</summary>
    public int Retries => _run.Retries;

    /// <summary>Whether it ended at its greatest number of rows, perhaps with more to come.</summary>
    public bool IsLimited => _run.IsLimited;

    /// <summary>When it ended and how many rows it delivered.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_run.FinishedAt)}, {RowsDelivered} rows";
}

/// <summary>A row that was left out of a sync.</summary>
public sealed record SkippedRowInfo
{
    private readonly SkipNote _note;

    internal SkippedRowInfo(SkipNote note)
    {
        _note = note;
    }

    /// <summary>The run that left it out.</summary>
    public Guid RunId => _note.RunId;

    /// <summary>When, by that machine's clock, UTC.</summary>
    public UtcTimestamp At => new(_note.At);

    /// <summary>Which row: its key, or its time where the key is NULL.</summary>
    public string Row => _note.Row;

    /// <summary>Which column and why.</summary>
    public string Problem => _note.Problem;

    /// <summary>Row and problem.</summary>
    public override string ToString() => $"{Row}: {Problem}";
}
