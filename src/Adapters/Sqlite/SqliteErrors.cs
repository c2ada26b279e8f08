using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Turns result codes of SQLite into exceptions, and these into errors that say what to do.</summary>
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

    public static SyncException Unavailable(string path, Exception e) => DestinationErrors.Unavailable(path, Describe(e), e);

    public static SyncException InTransaction(string path, string table, DestinationTask task, SqliteException e) =>
        e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG
            ? DestinationErrors.Refused(path, table, task, e.Message, e)
            : Unavailable(path, e);

    private static string Describe(Exception e) => e is not SqliteException sqlite ? e.Message : sqlite.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process keeps it locked",
        raw.SQLITE_READONLY => "it cannot be written; check the permissions of the file and its directory",
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_CANTOPEN => "it cannot be opened; check that it is there, or that its directory exists and lets this user create files",
        raw.SQLITE_NOTADB => "the file is not a SQLite database",
        raw.SQLITE_CORRUPT => "the database is damaged",
        _ => sqlite.Message,
    };
}
