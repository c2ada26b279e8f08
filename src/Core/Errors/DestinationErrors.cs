using System.Globalization;

namespace RedshiftSync;

/// <summary>Errors of destinations.</summary>
internal static class DestinationErrors
{
    /// <summary>The destination cannot be opened, read or written.</summary>
    /// <param name="destination">The destination's display name.</param>
    /// <param name="problem">Why, as a clause.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="cause">The destination's own exception, if any.</param>
    public static SyncException Unusable(string destination, string problem, string advice, Exception? cause) =>
        Unavailable(destination, problem, advice, cause, isTransient: false);

    /// <summary>The destination does not answer now, but may do so later.</summary>
    public static SyncException NotAvailableNow(string destination, string problem, Exception? cause) =>
        Unavailable(
            destination, problem, "The last checkpoint stands; run the command again when it is available.", cause, isTransient: true);

    /// <summary>No TLS, or a certificate that does not pass.</summary>
    public static SyncException NotSecure(string destination, string problem, Exception cause) => Unusable(
        destination,
        $"the connection is not secure: {Clause(problem)}. No password was sent to it",
        "Use the host name that the certificate was issued for, or name its authority with sslrootcert in the address. "
            + "sslmode in the address weakens the check, for networks that you trust.",
        cause);

    /// <summary>The destination's database does not exist.</summary>
    public static SyncException DatabaseNotFound(string destination, string problem, Exception cause) => Unusable(
        destination, problem, "Create the database, or correct its name in the address; names are case-sensitive.", cause);

    /// <summary>The schema of the table does not exist.</summary>
    public static SyncException SchemaNotFound(string destination, string problem, Exception cause) => Unusable(
        destination, problem, "Create the schema, or name another one with -DestinationTable schema.table.", cause);

    /// <summary>The server is a standby, or transactions of the user or database are read-only.</summary>
    public static SyncException ReadOnly(string destination, string problem, Exception cause) => Unusable(
        destination, problem, "Give the address of the primary server, and a user whose transactions may write.", cause);

    /// <summary>The destination's disk is full. Unlike other resources, space does not become available by itself.</summary>
    public static SyncException DiskFull(string destination, Exception cause) =>
        Unusable(destination, "its disk is full", "Make room, then run the command again; the last checkpoint stands.", cause);

    /// <summary>The server or the driver refuses a request for another reason.</summary>
    public static SyncException RequestRefused(string destination, string problem, Exception cause) => Unusable(
        destination, problem, "Correct what the message names, then run the command again; the last checkpoint stands.", cause);

    /// <summary>A concurrent transaction caused the failure: a deadlock, or a lock that was not granted.</summary>
    public static SyncException Conflict(string destination, string problem, Exception cause) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: {Clause(problem)}.",
        "The last checkpoint stands. Find out what locks the table, then run the command again.",
        destination,
        cause,
        isTransient: true)
    {
        IsConflict = true,
    };

    /// <summary>Wrong user or password, or a kind of login that is not allowed.</summary>
    public static SyncException LoginFailed(string destination, string problem, Exception cause) => new(
        ErrorId.LoginFailed,
        $"The login at the destination '{destination}' failed: {Clause(problem)}.",
        "Check user and password (-DestinationCredential), and that the server lets this user in from here, "
            + "with or without TLS as sslmode says.",
        destination,
        cause);

    /// <summary>The user lacks a permission.</summary>
    public static SyncException PermissionDenied(string destination, string problem, Exception cause) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: {Clause(problem)}.",
        "The user needs CONNECT and TEMPORARY on the database, USAGE on the schema (CREATE, too, where a table is missing), "
            + "and SELECT, INSERT and UPDATE on both tables (DELETE, too, to remove rows).",
        destination,
        cause);

    /// <summary>A newer version of the module wrote the checkpoint.</summary>
    public static SyncException CheckpointVersionNotSupported(string destination) => new(
        ErrorId.DestinationUnavailable,
        $"The checkpoint in '{destination}' was written by a newer version of RedshiftSync.",
        "Update the module.",
        destination);

    /// <summary>A checkpoint that somebody else has changed, so that nothing can be made of it.</summary>
    public static SyncException CheckpointDamaged(string destination, Exception? cause) => Unusable(
        destination,
        "its checkpoint cannot be read",
        $"Restore the table {DestinationRequest.CheckpointTable}, or delete the row of this table in it: the next run then starts over.",
        cause);

    /// <summary>A row was to be removed although the source has its key.</summary>
    public static SyncException KeyInSource(string destination, string key) => Unusable(
        destination,
        $"a row with key {key} seems to be gone from the source, which has that key",
        "Nothing more was removed. If the row was inserted just now, run the command again; "
            + "otherwise look for a key that is not a whole number.",
        null);

    /// <summary>A policy of row-level security refuses a row. Granting rights does not help.</summary>
    public static SyncException PolicyViolated(string destination, string table, Exception cause) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: a policy for row-level security of '{table}' does not let this user write a row.",
        "Create a policy that lets the user read and write all rows of the table, or use a user with BYPASSRLS.",
        destination,
        cause);

    /// <summary>The server's name does not resolve.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="cause">What the name service answered.</param>
    /// <param name="isTransient">Whether the name service itself could not answer for now.</param>
    public static SyncException HostUnknown(string destination, Exception cause, bool isTransient) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: its server name has no address.",
        "Check its spelling, and that this machine's name service works.",
        destination,
        cause,
        isTransient)
    {
        IsHostUnknown = true,
    };

    /// <summary>After a lost connection, the destination has a checkpoint that this run has not written.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="known">The checkpoint that was committed last; null for none.</param>
    /// <param name="found">The checkpoint of the destination now; null for none.</param>
    public static SyncException CheckpointChanged(string destination, DestinationCheckpoint? known, DestinationCheckpoint? found) =>
        Unusable(
        destination,
        $"its checkpoint changed from {known?.Watermark.ToString() ?? "none"} to {found?.Watermark.ToString() ?? "none"} "
            + "while its connection was lost, so another run writes to it, or another server or an older copy answers at its address",
        "Find out which, then run the command again; it fills the gap.",
        null);

    /// <summary>The script block failed at a batch.</summary>
    public static SyncException BatchFailed(int batch, string problem, Exception cause) => new(
        ErrorId.BatchFailed,
        $"The script block failed at batch {batch}: {Clause(problem)}.",
        "Correct the block and run the command again: the last checkpoint stands, so the next run delivers this batch again.",
        batch,
        cause);

    /// <summary>The destination's table does not fit.</summary>
    public static SyncException SchemaMismatch(string destination, string table, string problem, Exception? cause = null) => new(
        ErrorId.DestinationSchemaMismatch,
        $"The table '{table}' in '{destination}' does not fit: {problem}.",
        "Alter or rename the table; a missing one is created.",
        destination,
        cause);

    /// <summary>A statement was refused because of a value, a constraint, or something that the table's owner has added.</summary>
    /// <param name="destination">The destination's display name.</param>
    /// <param name="table">The destination's table.</param>
    /// <param name="task">The purpose of the statement.</param>
    /// <param name="problem">Which column or constraint and why; never a value.</param>
    /// <param name="cause">The destination's own exception.</param>
    public static SyncException Refused(string destination, string table, DestinationTask task, string problem, Exception cause)
    {
        if (task == DestinationTask.Write)
        {
            return BatchRefused(destination, table, problem, cause);
        }

        var what = task switch
        {
            DestinationTask.Prepare => "cannot be created or checked",
            DestinationTask.Checkpoint => "cannot be given a checkpoint",
            DestinationTask.Remove => "does not let rows be removed",
            _ => "cannot be read",
        };
        return new(
            ErrorId.DestinationUnavailable,
            $"The table '{table}' in '{destination}' {what} ({Clause(problem)}).",
            task == DestinationTask.Remove
                ? "Remove what refers to the rows, or alter the constraint or trigger, then run the command again."
                : "Fix the problem that the database reports, then run the command again.",
            destination,
            cause);
    }

    /// <summary>The server refused a row of a batch, without saying which.</summary>
    /// <param name="destination">The destination's display name.</param>
    /// <param name="table">The destination's table.</param>
    /// <param name="problem">Which column or constraint and why; never a value.</param>
    /// <param name="cause">The destination's own exception.</param>
    public static SyncException BatchRefused(string destination, string table, string problem, Exception cause) => new(
        ErrorId.DestinationSchemaMismatch,
        $"The table '{table}' in '{destination}' refuses a row of the source ({Clause(problem)}).",
        "Alter the table, or correct the row at the source.",
        destination,
        cause)
    {
        RowProblem = $"'{destination}' refuses it: {problem}",
    };

    /// <summary>The destination refused a row.</summary>
    public static SyncException RowRefused(TableName table, string row, SyncException refusal) => new(
        ErrorId.UnreadableRow,
        $"A row of {table} cannot be delivered ({row}): {Clause(refusal.RowProblem!)}.",
        "Alter the destination's table, correct the row at the source, or skip it with -SkipUnreadable; "
            + "the next run starts with its batch.",
        row,
        refusal);

    /// <summary>The destination's checkpoint belongs to another source.</summary>
    public static SyncException SourceMismatch(string destination, SourceIdentity expected, SourceIdentity actual) => new(
        ErrorId.StateDestinationMismatch,
        $"The destination '{destination}' was filled from {expected}, not from {actual}.",
        "Use another destination, or -Force if both names mean the same table.",
        destination);

    /// <summary>No run has synced into the table.</summary>
    public static SyncException NotSynced(string destination, string table) => new(
        ErrorId.DestinationNotSynced,
        $"The table '{table}' in '{destination}' has no checkpoint: nothing was ever synced into it.",
        "Run Sync-RedshiftTable or Sync-RedshiftCustomers with this destination first.",
        destination);

    /// <summary>The file of a SQLite destination that is only read does not exist.</summary>
    public static SyncException FileNotFound(string path) => new(
        ErrorId.DestinationNotSynced,
        $"There is no file '{path}'.",
        "Correct the path, or run Sync-RedshiftTable or Sync-RedshiftCustomers with this destination first.",
        path);

    /// <summary>More rows would be removed than allowed.</summary>
    public static SyncException DeletionLimitExceeded(string destination, long limit, long rows, double percent) => new(
        ErrorId.DeletionLimitExceeded,
        $"More than {limit} of {rows} row(s) of '{destination}' no longer exist in the source "
            + $"(limit {percent.ToString(CultureInfo.InvariantCulture)} %). None was removed.",
        "Check the source first: -RemoveDeleted Report lists these rows. To remove them, raise -MaxDeletePercent.",
        destination);

    private static SyncException Unavailable(string destination, string problem, string advice, Exception? cause, bool isTransient) =>
        new(
            ErrorId.DestinationUnavailable,
            $"The destination '{destination}' cannot be used: {Clause(problem)}.",
            advice,
            destination,
            cause,
            isTransient);

    // Reasons come from elsewhere and become part of a sentence.
    private static string Clause(string reason) => reason.Trim().TrimEnd('.');
}
