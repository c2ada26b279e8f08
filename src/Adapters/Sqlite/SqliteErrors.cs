using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Translates result codes of SQLite into exceptions, and those into errors for the user.</summary>
internal static class SqliteErrors
{
    private const int PrimaryCodeMask = 0xFF;

    /// <exception cref="SqliteException">The code is an error.</exception>
    public static void Check(int result, sqlite3 database)
    {
        if ((result & PrimaryCodeMask) is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result & PrimaryCodeMask, result);
        }
    }

    public static SyncException Unavailable(string path, Exception e)
    {
        var (problem, advice) = Describe(e);
        return DestinationErrors.Unusable(path, problem, $"{advice} The last checkpoint stands.", e);
    }

    public static SyncException InTransaction(string path, string table, DestinationTask task, SqliteException e) =>
        e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG
            ? DestinationErrors.Refused(path, table, task, e.Message, e)
            : Unavailable(path, e);

    private static (string Problem, string Advice) Describe(Exception e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        _ when e is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_READONLY_ROLLBACK or raw.SQLITE_READONLY_RECOVERY } =>
            ("a run that was interrupted left its journal beside it", "Run Sync-RedshiftCustomers into it once: that completes the file."),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            ("another process keeps it locked", "Close the program that has it open, then run the command again."),
        raw.SQLITE_READONLY => ("it cannot be written", "Check the permissions of the file and its directory."),
        raw.SQLITE_FULL => ("the disk is full", "Make room, then run the command again."),
        raw.SQLITE_CANTOPEN =>
            ("it cannot be opened", "Its directory has to exist, and this user has to be able to create files in it and to read the file."),
        raw.SQLITE_NOTADB =>
            ("the file is not a SQLite database", "Give the path of a SQLite database, or of a file that does not exist yet."),
        raw.SQLITE_CORRUPT => ("the database is damaged", "Restore a copy, or move it away: the next run then fills a new one."),
        _ => (e.Message, "Correct what the message names, then run the command again."),
    };
}
