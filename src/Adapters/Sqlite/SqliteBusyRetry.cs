using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Waits, for a limited time and until cancelled, while another process locks the file, and translates other errors.</summary>
internal sealed class SqliteBusyRetry(string path, sqlite3 database)
{
    /// <summary>How long SQLite itself waits for a lock. Cancellation is checked after each wait.</summary>
    public const int BusyTimeoutMilliseconds = 200;

    // The longest wait for the lock of another process.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Runs an action that reads.</summary>
    /// <param name="action">Must be idempotent.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="SyncException">DestinationUnavailable, or thrown by the action.</exception>
    public T Read<T>(Func<T> action, CancellationToken cancellation)
    {
        // A statement over the whole file does not check the token while it runs.
        using var interrupting = cancellation.Register(() => raw.sqlite3_interrupt(database));
        try
        {
            return RetryWhileBusy(action, cancellation);
        }
        catch (SqliteException e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The command was stopped.", e, cancellation);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidCastException)
        {
            throw DestinationErrors.CheckpointDamaged(path, e);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Unavailable(path, e);
        }
    }

    /// <summary>Runs one statement, and retries it while the file is locked.</summary>
    /// <exception cref="SqliteException">The statement failed, or the file stayed locked.</exception>
    public static void Execute(sqlite3 database, string sql, CancellationToken cancellation) => RetryWhileBusy(
        () =>
        {
            SqliteErrors.Check(raw.sqlite3_exec(database, sql), database);
            return true;
        },
        cancellation);

    private static T RetryWhileBusy<T>(Func<T> action, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return action();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY && watch.Elapsed < Longest)
            {
                // SQLite waits a little each time.
            }
        }
    }
}
