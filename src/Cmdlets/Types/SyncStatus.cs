namespace RedshiftSync;

/// <summary>How a sync ended.</summary>
public enum SyncStatus
{
    /// <summary>It read everything up to its upper bound.</summary>
    Complete,

    /// <summary>It ended at -MaxRow, perhaps with more to come.</summary>
    Limited,
}
