namespace RedshiftSync;

/// <summary>How a sync ended.</summary>
public enum SyncStatus
{
    /// <summary>Everything up to the upper bound was read.</summary>
    Complete,

    /// <summary>The run ended at -MaxRow, perhaps with more rows to come.</summary>
    Limited,

    /// <summary>The run failed; the rows before the checkpoint are delivered. Only where one run syncs several tables.</summary>
    Failed,
}
