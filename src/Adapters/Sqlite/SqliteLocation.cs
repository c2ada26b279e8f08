using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The path of a SQLite file, which need not exist yet.</summary>
internal sealed class SqliteLocation(string path) : IDestinationLocation
{
    // SQLite would lock a mutex for each value. A connection is used by one thread at a time; only the interrupt comes from others, which
    // needs none. The setting is for the module's own copy of the library, which refuses it once it is in use.
    static SqliteLocation()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
    }

    public string FilePath => path;

    public bool Exists => SqliteFile.Exists(path);

    public void CheckTable(TableName table)
    {
        if (table.Schema is not null)
        {
            throw ParameterErrors.Invalid($"A SQLite file has no schema '{table.Schema}'.", "Give -DestinationTable a name without one.");
        }

        // SQLite's own tables.
        if (table.Name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase))
        {
            throw ParameterErrors.ReservedTable(table.Name);
        }
    }

    public IDestination Open(bool forReading, CancellationToken cancellation)
    {
        var mode = forReading ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate;

        // Microsoft.Data.Sqlite also waits for locks, for at least a second, and cannot be cancelled meanwhile.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            if (!forReading)
            {
                CreatePrivate();
            }
            else if (!Exists)
            {
                throw DestinationErrors.FileNotFound(path);
            }

            connection.Open();
            var database = connection.Handle!;
            raw.sqlite3_busy_timeout(database, SqliteBusyRetry.BusyTimeoutMilliseconds);
            if (!forReading)
            {
                // The rows of a checkpoint have to survive a power cut. FULL does not flush the directory after the rollback journal is
                // removed, so the journal may come back and undo the commit; EXTRA does. With a write-ahead log, both do the same. The
                // pragma waits while another process locks the file.
                SqliteBusyRetry.Execute(database, "PRAGMA synchronous = EXTRA", cancellation);
            }

            return new SqliteDestination(path, connection);
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw SqliteErrors.Unavailable(path, e);
            }

            throw;
        }
    }

    // The rows are personal data, so only the owner may read a new file. SQLite gives its journal the same mode.
    private void CreatePrivate()
    {
        if (!OperatingSystem.IsWindows() && !Exists)
        {
            new FileStream(RegularFile.ResolveLinks(path), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }
}
