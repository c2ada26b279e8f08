using System.Globalization;

namespace RedshiftSync;

/// <summary>Errors of destinations.</summary>
internal static class DestinationErrors
{
    /// <summary>Cannot be opened or written.</summary>
    public static SyncException Unavailable(string destination, string problem, Exception? cause, bool isTransient = false) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: {problem.Trim().TrimEnd('.')}.",
        "The last checkpoint stands; run the command again when it is available.",
        destination,
        cause,
        isTransient);

    /// <summary>Other transactions were in the way: a deadlock, a lock that could not be had.</summary>
    public static SyncException Conflict(string destination, string problem, Exception cause) => new(
        ErrorId.DestinationUnavailable,
        $"The destination '{destination}' cannot be used: {problem.Trim().TrimEnd('.')}.",
        "The last checkpoint stands. Find out what locks the table, then run the command again.",
        destination,
        cause,
        isTransient: true)
    {
        IsConflict = true,
    };

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

    /// <summary>After a lost connection the destination holds a checkpoint that this run has not written.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="known">The checkpoint that was committed last; null for none.</param>
    /// <param name="found">The checkpoint that is there now; null for none.</param>
    public static SyncException CheckpointChanged(string destination, DestinationCheckpoint? known, DestinationCheckpoint? found) => Unavailable(
        destination,
        $"its checkpoint changed from {known?.Watermark.ToString() ?? "none"} to {found?.Watermark.ToString() ?? "none"} while its connection was lost, " +
        "so another run writes to it, or another server or an older copy answers at its address",
        null);

    /// <summary>A script block that was to take a batch failed.</summary>
    public static SyncException BatchFailed(int batch, string problem, Exception cause) => new(
        ErrorId.BatchFailed,
        $"The script block failed at batch {batch}: {problem.Trim().TrimEnd('.')}.",
        "The checkpoint of the batch before it stands; the next run starts with this one.",
        batch,
        cause);

    /// <summary>The table does not fit.</summary>
    public static SyncException SchemaMismatch(string destination, string table, string problem, Exception? cause = null) => new(
        ErrorId.DestinationSchemaMismatch,
        $"The table '{table}' in '{destination}' does not fit: {problem}.",
        "Alter or rename the table; a missing one is created.",
        destination,
        cause);

    /// <summary>A row of a batch was refused; which of them, the server does not say.</summary>
    /// <param name="destination">The destination as a person would name it.</param>
    /// <param name="table">The destination's table.</param>
    /// <param name="problem">Which column or constraint and why; never a value.</param>
    /// <param name="cause">The destination's own exception.</param>
    public static SyncException BatchRefused(string destination, string table, string problem, Exception cause) => new(
        ErrorId.DestinationSchemaMismatch,
        $"The table '{table}' in '{destination}' does not take a row of the source ({problem.Trim().TrimEnd('.')}).",
        "Alter the table, or correct the row at the source.",
        destination,
        cause)
    {
        RowProblem = $"'{destination}' does not take it: {problem}",
    };

    /// <summary>A row was refused.</summary>
    public static SyncException RowRefused(TableName table, string row, SyncException refusal) => new(
        ErrorId.UnreadableRow,
        $"A row of {table} cannot be delivered ({row}): {refusal.RowProblem!.Trim().TrimEnd('.')}.",
        "Alter the destination's table, correct the row at the source, or leave it out with -SkipUnreadable; the next run starts with its batch.",
        row,
        refusal);

    /// <summary>Its checkpoint is of another source.</summary>
    public static SyncException SourceMismatch(string destination, SourceIdentity expected, SourceIdentity actual) => new(
        ErrorId.StateDestinationMismatch,
        $"The destination '{destination}' was filled from {expected}, not from {actual}.",
        "Use another destination, or -Force if both names mean the same table.",
        destination);

    /// <summary>Nothing was ever synced into the table.</summary>
    public static SyncException NotSynced(string destination, string table) => new(
        ErrorId.DestinationNotSynced,
        $"The table '{table}' in '{destination}' has no checkpoint: nothing was ever synced into it.",
        "Run Sync-RedshiftCustomers with this destination first.",
        destination);

    /// <summary>More rows would be removed than allowed.</summary>
    public static SyncException DeletionLimitExceeded(string destination, long limit, long rows, double percent) => new(
        ErrorId.DeletionLimitExceeded,
        $"More than {limit} row(s) of '{destination}' are gone from the source, which is more than {percent.ToString(CultureInfo.InvariantCulture)} % of its {rows}. None was removed.",
        "Check the source first: -RemoveDeleted Report lists these rows. To remove them, raise -MaxDeletePercent.",
        destination);
}
