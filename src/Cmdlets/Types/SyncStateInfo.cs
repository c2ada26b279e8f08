namespace RedshiftSync;

/// <summary>The content of a state file, from Get-RedshiftSyncState. Two are equal when file and content are the same.</summary>
public sealed class SyncStateInfo : IEquatable<SyncStateInfo>
{
    internal SyncStateInfo(string path, SyncState state)
    {
        Path = path;
        Server = state.Source?.Server;
        Database = state.Source?.Database;
        Table = state.Source?.Table;
        KeyColumn = state.Source?.Plan?.Key.ToArray();
        CursorColumn = state.Source?.Plan?.Cursor;
        Column = state.Source?.Plan is { Selection.Count: > 0 } ? state.Source.Columns.ToArray() : null;
        Filter = state.Source?.Plan?.Filter is { } filter ? FilterCondition.TextOf(filter) : null;
        Start = CursorObject.OfStart(state.Start);
        Watermark = SyncPosition.From(state.Watermark);
        Consumer = state.Consumer?.ToString();
        StagedWatermark = SyncPosition.From(state.Staged?.Watermark);
        StagedRunId = state.Staged?.Run.RunId;
        IsFullRunPending = state.IsReplacing;
        TimeZone = state.Source?.TimeZone;

        // Arrays, because PowerShell cannot index the type that the compiler uses for a collection expression.
        Runs = state.Runs.Select(run => new SyncRunInfo(run)).ToArray();
        Skipped = state.Skipped.Select(note => new SkippedRowInfo(note)).ToArray();
    }

    /// <summary>The state file.</summary>
    public string Path { get; }

    /// <summary>The source's host; null until a first sync claims the file.</summary>
    public string? Server { get; }

    /// <summary>The source's database; null until a first sync claims the file.</summary>
    public string? Database { get; }

    /// <summary>The source's table; null until a first sync claims the file.</summary>
    public string? Table { get; }

    /// <summary>The columns that tell rows apart, as the first run decided; empty for none, null for customers.</summary>
    public IReadOnlyList<string>? KeyColumn { get; }

    /// <summary>The column that orders the changes, as the first run decided; null for customers.</summary>
    public string? CursorColumn { get; }

    /// <summary>The columns that were chosen; null for all.</summary>
    public IReadOnlyList<string>? Column { get; }

    /// <summary>The condition that rows meet, without its values; null for none. Each run has to give it again.</summary>
    public string? Filter { get; }

    /// <summary>The zone that was declared for the source's times; null for UTC.</summary>
    public string? TimeZone { get; }

    /// <summary>
    /// Where a sync without a watermark starts, inclusive: a UtcTimestamp, a Date or a long; null for the beginning of the table.
    /// </summary>
    public object? Start { get; }

    /// <summary>The checkpoint that the next run starts from; null before the first.</summary>
    public SyncPosition? Watermark { get; }

    /// <summary>Who received the rows up to the checkpoint: a destination, or the pipeline; null where that is not known.</summary>
    public string? Consumer { get; }

    /// <summary>A checkpoint whose rows were read but may not have arrived; null when there is none.</summary>
    public SyncPosition? StagedWatermark { get; }

    /// <summary>The run that staged the checkpoint; null if none is staged.</summary>
    public Guid? StagedRunId { get; }

    /// <summary>Whether a full run has begun and not ended: until it has, rows of the source replace newer ones of a destination.</summary>
    public bool IsFullRunPending { get; }

    /// <summary>
    /// How long ago the watermark's row changed, by this machine's clock; null without a watermark that is a point in time.
    /// </summary>
    /// <remarks>It grows while nothing changes. <see cref="Lag"/> does not.</remarks>
    public TimeSpan? WatermarkAge => DateTime.UtcNow - Watermark?.UpdatedAt?.Utc;

    /// <summary>The time since the upper bound of the last complete run, by this machine's clock; null before the first.</summary>
    /// <remarks>Every row that changed before that bound was delivered.</remarks>
    public TimeSpan? Lag => DateTime.UtcNow - LastRun?.CompleteUntil.Utc;

    /// <summary>The latest rows that were skipped because they cannot be read or the destination refused them, oldest first.</summary>
    public IReadOnlyList<SkippedRowInfo> Skipped { get; }

    /// <summary>The latest runs, oldest first.</summary>
    public IReadOnlyList<SyncRunInfo> Runs { get; }

    /// <summary>The latest run; null before the first.</summary>
    public SyncRunInfo? LastRun => Runs.Count > 0 ? Runs[^1] : null;

    private (string, string?, string?, string?, string?, object?, SyncPosition?, SyncPosition?, string?, Guid?, bool) Values =>
        (Path, Server, Database, Table, TimeZone, Start, Watermark, StagedWatermark, Consumer, StagedRunId, IsFullRunPending);

    /// <inheritdoc/>
    public bool Equals(SyncStateInfo? other) =>
        other is not null && Values.Equals(other.Values) && Runs.SequenceEqual(other.Runs) && Skipped.SequenceEqual(other.Skipped);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SyncStateInfo);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Values, LastRun);

    /// <summary>The file, its checkpoint, and the run whose checkpoint is staged.</summary>
    public override string ToString()
    {
        var staged = StagedRunId is { } run ? $", staged by run {run}" : "";
        return $"{Path} @ {Watermark?.ToString() ?? "the start"}{staged}";
    }
}
