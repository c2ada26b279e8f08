using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>A SQLite file that rows are upserted into: one durable transaction a batch, its checkpoint included.</summary>
internal sealed class SqliteDestination : IDestination
{
    // How long another process may hold its lock, and how often to look whether the user wants to stop meanwhile.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private const int BusyTimeoutMilliseconds = 200;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private SqliteStatement? _upsert;
    private SqliteStatement? _upsertCheckpoint;

    private SqliteDestination(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _database = connection.Handle!;
    }

    public string DisplayName => _path;

    public static SqliteDestination Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = (int)LockPatience.TotalSeconds };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            CreatePrivate(path);
            connection.Open();
            var destination = new SqliteDestination(path, connection);
            raw.sqlite3_busy_timeout(destination._database, BusyTimeoutMilliseconds);

            // A checkpoint promises that its rows survive a power cut.
            Check(raw.sqlite3_exec(destination._database, "PRAGMA synchronous = FULL"), destination._database);
            return destination;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw SqliteErrors.Unavailable(path, e);
        }
    }

    public DestinationCheckpoint? Prepare(TableShape shape, SourceIdentity source, bool force, CancellationToken cancellation)
    {
        var schema = new SqliteSchema(shape);
        try
        {
            if (schema.Exists(_connection) && schema.FindProblem(_connection) is { } problem)
            {
                throw DestinationErrors.SchemaMismatch(_path, schema.TableName, problem);
            }

            using (var transaction = _connection.BeginTransaction())
            {
                schema.Create(_connection, transaction);
                transaction.Commit();
            }

            var found = schema.ReadCheckpoint(_connection);
            if (found is { } other && !other.Source.Equals(source) && !force)
            {
                throw DestinationErrors.SourceMismatch(_path, other.Source, source);
            }

            _upsert = new SqliteStatement(_database, schema.Upsert());
            _upsertCheckpoint = new SqliteStatement(_database, SqliteSchema.UpsertCheckpoint());
            BindSource(_upsertCheckpoint, schema.TableName, source);
            return found?.Checkpoint;
        }
        catch (Exception e) when (e is SqliteException or FormatException or JsonException or InvalidCastException)
        {
            throw SqliteErrors.Unavailable(_path, e);
        }
    }

    public void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint checkpoint, CancellationToken cancellation)
    {
        var upsert = _upsert ?? throw new InvalidOperationException("The destination was not prepared.");
        try
        {
            Patiently("BEGIN IMMEDIATE", cancellation);
            foreach (var row in batch)
            {
                Upsert(upsert, row);
            }

            WriteCheckpoint(_upsertCheckpoint!, checkpoint);
            Patiently("COMMIT", cancellation);
        }
        catch (Exception e)
        {
            // Some failures have rolled back already; a second attempt is harmless.
            _ = raw.sqlite3_exec(_database, "ROLLBACK");
            if (e is SqliteException)
            {
                throw SqliteErrors.Unavailable(_path, e);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _upsert?.Dispose();
        _upsertCheckpoint?.Dispose();
        _connection.Dispose();
    }

    // The rows are people's data: a new file is for its owner alone. SQLite gives its journal the same mode.
    private static void CreatePrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }

    private static void BindSource(SqliteStatement statement, string table, SourceIdentity source)
    {
        statement.Bind(1, table);
        statement.Bind(2, source.Server);
        statement.Bind(3, source.Database);
        statement.Bind(4, source.Table);
        statement.Bind(5, JsonSerializer.Serialize(source.Columns));
    }

    private static void Upsert(SqliteStatement statement, ChangeRow row)
    {
        statement.Bind(1, row.Key);
        for (var i = 0; i < row.Text.Length; i++)
        {
            statement.Bind(2 + i, row.Text[i]);
        }

        statement.Bind(2 + row.Text.Length, IsoTimestamp.Format(row.UpdatedAt));
        statement.Run();
    }

    private static void WriteCheckpoint(SqliteStatement statement, DestinationCheckpoint checkpoint)
    {
        statement.Bind(6, IsoTimestamp.Format(checkpoint.Watermark.UpdatedAt));
        statement.Bind(7, checkpoint.Watermark.Key ?? throw new InvalidOperationException("A delivered row has a key."));
        statement.Bind(8, checkpoint.RunId.ToString());
        statement.Run();
    }

    private void Patiently(string sql, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = raw.sqlite3_exec(_database, sql);
            if (result != raw.SQLITE_BUSY || watch.Elapsed > LockPatience)
            {
                Check(result, _database);
                return;
            }
        }
    }

    private static void Check(int result, sqlite3 database) => SqliteErrors.Check(result, database);
}
