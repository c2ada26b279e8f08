namespace RedshiftSync;

/// <summary>The sentences for what goes wrong at a destination.</summary>
public static class DestinationErrors
{
    /// <summary>Cannot be opened or written.</summary>
    public static SyncException Unavailable(string destination, string problem, Exception? cause) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: {problem.Trim().TrimEnd('.')}.",
        "The last checkpoint stands; run the command again when it is available.",
        destination,
        cause);

    /// <summary>A script block that was to take a batch failed.</summary>
    public static SyncException BatchFailed(int batch, string problem, Exception cause) => new(
        ErrorId.BatchFailed,
        $"The script block failed at batch {batch}: {problem.Trim().TrimEnd('.')}.",
        "The checkpoint of the batch before it stands; the next run starts with this one.",
        batch,
        cause);

    /// <summary>The table does not fit.</summary>
    public static SyncException SchemaMismatch(string destination, string table, string problem) => new(
        ErrorId.DestinationSchemaMismatch,
        $"The table '{table}' in '{destination}' does not fit: {problem}.",
        "Alter or rename it; where there is none, it is created.",
        destination);

    /// <summary>Its checkpoint is of another source.</summary>
    public static SyncException SourceMismatch(string destination, SourceIdentity expected, SourceIdentity actual) => new(
        ErrorId.StateDestinationMismatch,
        $"The destination '{destination}' was filled from {expected}, not from {actual}.",
        "Name another destination, or -Force if both names mean the same table.",
        destination);
}
