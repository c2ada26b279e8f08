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
        Runs = [.. state.Runs.Select(run => new SyncRunInfo(run))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The source's host; null until a first sync claims the file.</summary>
    public string? Server { get; }

    /// <summary>The source's database; null until a first sync claims the file.</summary>
    public string? Database { get; }

    /// <summary>The source's table; null until a first sync claims the file.</summary>
    public string? Table { get; }

    /// <summary>Where a sync without a watermark starts, inclusive, UTC.</summary>
    public UtcTimestamp Start { get; }

    /// <summary>The checkpoint that the next run starts from; null before the first.</summary>
    public SyncPosition? Watermark { get; }

    /// <summary>A checkpoint whose rows were read but are not known to have arrived; null when there is none.</summary>
    public SyncPosition? StagedWatermark { get; }

    /// <summary>The run that staged it; null when nothing is staged.</summary>
    public Guid? StagedRunId { get; }

    /// <summary>The latest runs, oldest first.</summary>
    public IReadOnlyList<SyncRunInfo> Runs { get; }

    /// <summary>The latest run; null before the first.</summary>
    public SyncRunInfo? LastRun => Runs.Count > 0 ? Runs[^1] : null;
}

/// <summary>A run in the history of a state file.</summary>
public sealed class SyncRunInfo
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

    /// <summary>How many rows it delivered.</summary>
    public long RowsDelivered => _run.RowsDelivered;

    /// <summary>When it ended and how many rows it delivered.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_run.FinishedAt)}, {RowsDelivered} rows";
}
