namespace RedshiftSync;

/// <summary>The sentences for what goes wrong with a state file or a checkpoint.</summary>
internal static class StateErrors
{
    /// <summary>Blank, damaged, or hand-edited.</summary>
    public static SyncException Damaged(string path, string problem, Exception? cause = null) => new(
        ErrorId.StateFileDamaged,
        $"The state file '{path}' cannot be trusted: {problem}. It was left as it is.",
        $"Restore a copy ('{path}.bak' holds the previous one), or set a position with Set-RedshiftSyncState -Force; nothing is delivered until then.",
        path,
        cause);

    /// <summary>Only the backup is there.</summary>
    public static SyncException OnlyBackup(string path) => new(
        ErrorId.StateFileDamaged,
        $"The state file '{path}' is gone but its backup '{path}.bak' is still there.",
        $"To go on from the backup, copy it back: Copy-Item '{path}.bak' '{path}'. To start over, run Clear-RedshiftSyncState '{path}'.",
        path);

    /// <summary>A newer format.</summary>
    public static SyncException VersionNotSupported(string path, string version) => new(
        ErrorId.StateVersionNotSupported,
        $"The state file '{path}' has version {version}; this module knows version {StateDocument.Version}. The file was left as it is.",
        "Update the module.",
        path);

    /// <summary>A run is going on.</summary>
    public static SyncException Locked(string path, string holder) => new(
        ErrorId.StateFileLocked,
        $"The state file '{path}' is in use by {holder}.",
        "Wait for that run to end, or give this one a state file of its own.",
        path);

    /// <summary>There is none.</summary>
    public static SyncException NotFound(string path) => new(
        ErrorId.StateFileNotFound,
        $"There is no state file at '{path}'.",
        "The first Sync-RedshiftCustomers creates it, or Set-RedshiftSyncState seeds it.",
        path);

    /// <summary>Reading failed.</summary>
    public static SyncException Unreadable(string path, Exception cause) => new(
        ErrorId.StateFileUnreadable,
        $"The state file '{path}' cannot be read: {cause.Message.Trim().TrimEnd('.')}.",
        "Check its permissions.",
        path,
        cause);

    /// <summary>Writing failed or would fail.</summary>
    public static SyncException NotWritable(string path, string problem, Exception? cause = null) => new(
        ErrorId.StateFileNotWritable,
        $"The state file '{path}' cannot be written: {problem.Trim().TrimEnd('.')}.",
        "Its directory has to exist and let this user create files. Nothing was lost: the last checkpoint stands.",
        path,
        cause);

    /// <summary>Another source.</summary>
    public static SyncException SourceMismatch(string path, SourceIdentity expected, SourceIdentity actual) => new(
        ErrorId.StateSourceMismatch,
        $"The state file '{path}' belongs to {expected}, not to {actual}.",
        "Use another state file, or -Force if both names mean the same table.",
        path);

    /// <summary>Beyond the server's clock.</summary>
    public static SyncException WatermarkInFuture(string path, Watermark watermark, DateTime clock) => new(
        ErrorId.StateWatermarkInFuture,
        $"The watermark {watermark} in '{path}' lies beyond the server's clock ({IsoTimestamp.Format(clock)}): rows up to there would be skipped.",
        "Rewind it with Set-RedshiftSyncState, or go on as it is with -Force.",
        path);

    /// <summary>Nothing to promote.</summary>
    public static SyncException NotStaged(string path, Guid? runId) => new(
        ErrorId.StateNotStaged,
        runId is null
            ? $"No checkpoint is staged in '{path}'."
            : $"No checkpoint of run {runId} is staged in '{path}'.",
        "Get-RedshiftSyncState shows what is.",
        path);
}
