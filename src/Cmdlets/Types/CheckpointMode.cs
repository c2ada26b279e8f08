namespace RedshiftSync;

/// <summary>When the checkpoint of a pipeline is promoted.</summary>
public enum CheckpointMode
{
    /// <summary>When every command of the pipeline has ended without an error.</summary>
    Automatic,

    /// <summary>By Confirm-RedshiftSyncState.</summary>
    Manual,
}
