namespace RedshiftSync;

/// <summary>A run in the history of a state file.</summary>
public sealed record SyncRunInfo
{
    private readonly RunRecord _run;

    internal SyncRunInfo(RunRecord run)
    {
        _run = run;
    }

    /// <summary>The run's identity.</summary>
    public Guid RunId => _run.RunId;

    /// <summary>When the run started, by the clock of its machine, UTC.</summary>
    public UtcTimestamp StartedAt => new(_run.StartedAt);

    /// <summary>When the run ended, by the clock of its machine, UTC.</summary>
    public UtcTimestamp FinishedAt => new(_run.FinishedAt);

    /// <summary>The run's upper bound, UTC: every row that changed before it was delivered.</summary>
    public UtcTimestamp CompleteUntil => new(_run.CompleteUntil);

    /// <summary>How many rows were delivered.</summary>
    public long RowsDelivered => _run.RowsDelivered;

    /// <summary>How many rows were skipped because they cannot be read or the destination refused them.</summary>
    public long RowsSkipped => _run.RowsSkipped;

    /// <summary>How often a lost connection was opened again.</summary>
    public int Retries => _run.Retries;

    /// <summary>Whether the run ended at -MaxRow, perhaps with more rows to come.</summary>
    public bool IsLimited => _run.IsLimited;

    /// <summary>When the run ended and how many rows it delivered.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_run.FinishedAt)}, {RowsDelivered} rows";
}
