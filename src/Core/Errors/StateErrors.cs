namespace RedshiftSync;

/// <summary>Errors of state files and checkpoints.</summary>
internal static class StateErrors
{
    /// <summary>The state file is blank, damaged, or edited manually.</summary>
    public static SyncException Damaged(string path, string problem, bool hasBackup, Exception? cause = null) => new(
        ErrorId.StateFileDamaged,
        $"The state file '{path}' is damaged: {problem}. It was not changed.",
        (hasBackup ? $"To go on from the checkpoint before its last, copy the backup: {CopyBackup(path)}. Or set" : "Set")
            + " a position with Set-RedshiftSyncState -UpdatedAt <time> -Force (-CursorValue <value> for a cursor that is no time), "
            + "or start over after Clear-RedshiftSyncState -Force.",
        path,
        cause);

    /// <summary>The file is not a state file.</summary>
    public static SyncException NotAState(string path) => new(
        ErrorId.StateFileDamaged,
        $"'{path}' is not a state file. It was not changed.",
        File.Exists(path + ".bak")
            ? $"Check the path. If the file was cut off within its first bytes, restore its backup: {CopyBackup(path)}"
            : "Check the path.",
        path);

    /// <summary>The path is that of a backup, not of a state file.</summary>
    public static SyncException IsBackup(string path, string state) => new(
        ErrorId.StateFileDamaged,
        $"'{path}' has the name of a backup, not of a state file. It was not changed.",
        $"Give the path of the state file: {PowerShellLiteral.Quote(state)}.",
        path);

    /// <summary>The path of the backup is that of another file.</summary>
    public static SyncException NotABackup(string path) => new(
        ErrorId.StateFileDamaged,
        $"'{path}' is not the backup of a state file. It was left as it is.",
        "Move it away, or give the state file another path.",
        path);

    /// <summary>The backup exists without its state file.</summary>
    public static SyncException OnlyBackup(string path, bool isGood) => new(
        ErrorId.StateFileDamaged,
        $"The state file '{path}' is missing, but its backup '{path}.bak' exists.",
        isGood
            ? $"To go on from the backup, copy it back: {CopyBackup(path)}. "
                + $"To start over, run Clear-RedshiftSyncState {PowerShellLiteral.Quote(path)}."
            : "It cannot be read as a state file either. Move it away to start over, or restore a copy.",
        path);

    /// <summary>The state file has a newer format.</summary>
    public static SyncException VersionNotSupported(string path, string version) => new(
        ErrorId.StateVersionNotSupported,
        $"The state file '{path}' has version {version}; this module knows version {StateDocument.Version}. The file was not changed.",
        "Update the module.",
        path);

    /// <summary>Another run has locked the state file.</summary>
    public static SyncException Locked(string path, string holder) => new(
        ErrorId.StateFileLocked,
        $"The state file '{path}' is in use by {holder}.",
        "Wait for that run to end, or give this one a state file of its own.",
        path);

    /// <summary>The state file does not exist.</summary>
    public static SyncException NotFound(string path) => new(
        ErrorId.StateFileNotFound,
        Directory.Exists(path) ? $"'{path}' is a folder, not a state file." : $"There is no state file at '{path}'.",
        Directory.Exists(path)
            ? "Give the path of a file in it."
            : "Check the path. The first sync creates it, or Set-RedshiftSyncState with -UpdatedAt or -CursorValue does.",
        path);

    /// <summary>The state file cannot be read.</summary>
    public static SyncException Unreadable(string path, string problem, Exception cause) => new(
        ErrorId.StateFileUnreadable,
        $"The state file '{path}' cannot be read: {problem.Trim().TrimEnd('.')}.",
        "Check the path and the file's permissions.",
        path,
        cause);

    /// <summary>The state file cannot be written.</summary>
    public static SyncException NotWritable(string path, string problem, Exception? cause = null) => new(
        ErrorId.StateFileNotWritable,
        $"The state file '{path}' cannot be written: {problem.Trim().TrimEnd('.')}.",
        Directory.Exists(path) ? "Give the path of a file in it."
            : Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder)
                ? $"Create its folder '{folder}', or correct the path."
            : "It is replaced by a file written beside it: its directory must exist, have room, and let this user create and rename files; "
            + "where only the file is mounted, mount its directory. The last checkpoint stands.",
        path,
        cause);

    /// <summary>The state file belongs to another source.</summary>
    public static SyncException SourceMismatch(string path, SourceIdentity expected, SourceIdentity actual) => new(
        ErrorId.StateSourceMismatch,
        $"The state file '{path}' belongs to {expected}, not to {actual}.",
        expected.IsSameTable(actual) && (expected.Plan ?? actual.Plan) is not null
            ? AdviceForPlan(expected, actual)
            : "Use another state file, or -Force if both names mean the same table.",
        path);

    /// <summary>The checkpoint was set to a position that the table does not have.</summary>
    public static SyncException PositionMismatch(string path, Watermark position, TableSchema schema) => new(
        ErrorId.StateSourceMismatch,
        $"The checkpoint {position} in '{path}' is not a position in {schema.Table}, which is read by cursor {Describe(schema.Cursor)} "
            + (schema.HasKey ? $"and key {string.Join(", ", schema.KeyColumns.Select(Describe))}." : "without a key."),
        "Set one that is with Set-RedshiftSyncState -CursorValue <value>"
            + (schema.HasKey ? $" -Key {string.Join(",", schema.KeyColumns.Select(column => $"<{column.Name}>"))}" : "")
            + ", read the table as it was read before, or start over with -Full.",
        path);

    /// <summary>The rows up to the checkpoint went into a destination, so the pipeline would never receive them.</summary>
    public static SyncException ConsumerMismatch(string path, Consumer consumer, Watermark position) => new(
        ErrorId.StateConsumerMismatch,
        $"The checkpoint in '{path}' belongs to {consumer}, so rows up to {position} may have been delivered only there.",
        "Use another state file, -Full to deliver all rows again, "
            + "or Set-RedshiftSyncState -ReleaseConsumer to continue after that position.",
        path);

    /// <summary>The watermark is later than the server's clock.</summary>
    public static SyncException WatermarkInFuture(string path, Watermark watermark, DateTime clock) => new(
        ErrorId.StateWatermarkInFuture,
        $"The watermark {watermark} in '{path}' is later than the server's clock ({IsoTimestamp.Format(clock)}): "
            + "rows up to there would be skipped.",
        "Rewind it with Set-RedshiftSyncState, or go on as it is with -Force.",
        path);

    /// <summary>No checkpoint is staged, so none can be promoted.</summary>
    public static SyncException NotStaged(string path, Guid? runId) => new(
        ErrorId.StateNotStaged,
        runId is null
            ? $"No checkpoint is staged in '{path}'."
            : $"No checkpoint of run {runId} is staged in '{path}'.",
        runId is null
            ? "There is nothing to confirm: the last checkpoint counts already."
            : "Get-RedshiftSyncState shows the run whose checkpoint is staged, if there is one.",
        path);

    // Which of the decisions differ tells what to do.
    private static string AdviceForPlan(SourceIdentity expected, SourceIdentity actual) =>
        expected.HasSamePositions(actual)
            ? "Later runs follow the first one's choice of columns: leave out -Column and -ExcludeColumn. To go on from the checkpoint with "
                + "another choice, give -Force; with -Full -Force, earlier rows are delivered with it as well."
            : DescribeFilters(expected.Plan?.Filter, actual.Plan?.Filter)
                + "Later runs follow what the first one has decided: leave out the parameter that contradicts it, or give the one that is "
                + "missing. To read the table in another way, use another state file, or start over with -Full -Force.";

    private static string DescribeFilters(string? before, string? now) =>
        before == now ? ""
        : before is not null && now is not null && FilterCondition.TextOf(before) == FilterCondition.TextOf(now)
            ? "The filter is that of the first run, but a value in -FilterParameter is another. "
        : "The filter is not that of the first run, which Get-RedshiftSyncState shows. ";

    private static string Describe(Column column) => $"{column.Name} ({column.Type?.Name})";

    // -LiteralPath, because brackets in -Path are wildcards.
    private static string CopyBackup(string path) =>
        $"Copy-Item -LiteralPath {PowerShellLiteral.Quote(path + ".bak")} {PowerShellLiteral.Quote(path)}";
}
