namespace RedshiftSync;

/// <summary>What a sync did, from Sync-RedshiftCustomers.</summary>
public sealed record SyncResult
{
    internal SyncResult(SyncOutcome outcome, string table, string statePath, CursorValue start, DateTime startedAt, long rowsDeleted)
    {
        Table = table;
        Status = outcome.Totals.IsLimited ? SyncStatus.Limited : SyncStatus.Complete;
        RunId = outcome.RunId;
        StatePath = statePath;
        Consumer = outcome.Consumer.ToString();
        StartedAt = new UtcTimestamp(startedAt);
        EndedAt = new UtcTimestamp(DateTime.UtcNow);
        RowsRead = outcome.Totals.RowsRead;
        RowsDelivered = outcome.Totals.RowsDelivered;
        RowsHeldBack = outcome.Totals.RowsHeldBack;
        RowsSkipped = outcome.Totals.RowsSkipped;
        RowsDeleted = rowsDeleted;
        Batches = outcome.Totals.Batches;
        Retries = outcome.Totals.Retries;
        SchemaChanges = outcome.SchemaChanges;
        Start = CursorObject.OfStart(start);
        WatermarkBefore = SyncPosition.From(outcome.Before);
        WatermarkAfter = SyncPosition.From(outcome.After);
        Duration = outcome.Duration;
        RowsPerSecond = Math.Round(outcome.Totals.RowsDelivered / Math.Max(outcome.Duration.TotalSeconds, 0.001));
    }

    private SyncResult(string table, string statePath, DateTime startedAt)
    {
        Table = table;
        Status = SyncStatus.Failed;
        StatePath = statePath;
        Consumer = "";
        StartedAt = new UtcTimestamp(startedAt);
        var endedAt = DateTime.UtcNow;
        EndedAt = new UtcTimestamp(endedAt);
        Duration = endedAt - startedAt;
    }

    /// <summary>The source table.</summary>
    public string Table { get; }

    /// <summary>Whether the run read everything up to its upper bound.</summary>
    public SyncStatus Status { get; }

    /// <summary>Why the run failed, for a person; null if it did not.</summary>
    public string? Error { get; private init; }

    /// <summary>The ErrorId of the failure; null if there was none.</summary>
    public string? ErrorId { get; private init; }

    /// <summary>The run's identity, as in the state file and in the destination's checkpoint; null if the run failed.</summary>
    public Guid? RunId { get; }

    /// <summary>The state file.</summary>
    public string StatePath { get; }

    /// <summary>Who received the rows: a destination, or the pipeline.</summary>
    public string Consumer { get; }

    /// <summary>When the run started, by this machine's clock, UTC.</summary>
    public UtcTimestamp StartedAt { get; }

    /// <summary>When the run ended, by this machine's clock, UTC; with -RemoveDeleted, after the rows were removed.</summary>
    public UtcTimestamp EndedAt { get; }

    /// <summary>Rows that arrived from the source.</summary>
    public long RowsRead { get; }

    /// <summary>Rows that are durably in the destination, were taken by the script block, or went down the pipeline.</summary>
    public long RowsDelivered { get; }

    /// <summary>Rows stamped at or after the upper bound (the server's clock less the safety lag), left for a later run.</summary>
    public long RowsHeldBack { get; }

    /// <summary>Rows that were skipped because they cannot be read or the destination refused them; each was a warning.</summary>
    public long RowsSkipped { get; }

    /// <summary>Rows that were removed from the destination because they are gone from the source.</summary>
    public long RowsDeleted { get; }

    /// <summary>How many batches were delivered, each with its checkpoint.</summary>
    public int Batches { get; }

    /// <summary>How often a lost connection was opened again, to the source or to the destination.</summary>
    public int Retries { get; }

    /// <summary>The changes of the source's columns that the destination has followed.</summary>
    public IReadOnlyList<SchemaChange> SchemaChanges { get; } = [];

    /// <summary>
    /// Where the first sync with this state file started, inclusive: a UtcTimestamp, a Date or a long; null for the beginning of the
    /// table. Earlier rows are not part of the sync.
    /// </summary>
    public object? Start { get; }

    /// <summary>Where the run started; null at the very beginning.</summary>
    public SyncPosition? WatermarkBefore { get; }

    /// <summary>Where the next run starts; null when nothing was ever delivered.</summary>
    public SyncPosition? WatermarkAfter { get; }

    /// <summary>From the first statement to the last checkpoint.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Rows delivered per second of <see cref="Duration"/>.</summary>
    public double RowsPerSecond { get; }

    internal static SyncResult Failed(string table, string statePath, DateTime startedAt, SyncException error) =>
        new(table, statePath, startedAt) { Error = error.Message, ErrorId = error.ErrorId };

    /// <summary>The table, the run, its rows and the checkpoint after it; or why it failed.</summary>
    public override string ToString() => Error is not null
        ? $"{Table} failed: {Error}"
        : $"{Table} run {RunId}: {RowsDelivered} rows, checkpoint {WatermarkAfter?.ToString() ?? "none"}";
}
