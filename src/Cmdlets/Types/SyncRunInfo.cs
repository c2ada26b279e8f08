namespace RedshiftSync;

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

    /// <summary>How many rows it left out because they cannot be represented.</summary>
    public long RowsSkipped => _run.RowsSkipped;

    /// <summary>How often it connected again.</summary>
    public int Retries => _run.Retries;

    /// <summary>Whether it ended at its greatest number of rows, perhaps with more to come.</summary>
    public bool IsLimited => _run.IsLimited;

    /// <summary>When it ended and how many rows it delivered.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_run.FinishedAt)}, {RowsDelivered} rows";
}
