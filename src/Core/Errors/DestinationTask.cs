namespace RedshiftSync;

/// <summary>The purpose of a statement at a destination.</summary>
internal enum DestinationTask
{
    /// <summary>Opening, creating and checking tables, reading the checkpoint.</summary>
    Prepare,

    /// <summary>Reading rows or their digests.</summary>
    Read,

    /// <summary>Removing rows.</summary>
    Remove,

    /// <summary>Writing a checkpoint without rows.</summary>
    Checkpoint,

    /// <summary>Writing rows, with or without a checkpoint.</summary>
    Write,
}
