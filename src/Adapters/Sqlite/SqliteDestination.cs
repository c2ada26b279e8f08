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

    // A large batch must not keep the user waiting who wants to stop.
    private const int RowsBetweenLooks = 1000;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private SqliteSchema? _schema;
    private SqliteStatement? _upsert;
    private SqliteCheckpoint? _checkpoint;

    private SqliteDestination(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _database = connection.Handle!;
    }

    public string DisplayName => _path;

    private SqliteSchema Schema => _schema ?? throw new InvalidOperationException("The destination was not prepared.");

    public static SqliteDestination Open(string path, bool forReading)
    {
        var mode = forReading ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate;
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = (int)LockPatience.TotalSeconds };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            if (!forReading)
            {
                CreatePrivate(path);
            }

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

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation) => Guard(() =>
    {
        _schema = new SqliteSchema(request.Table.Name, request.Shape);
        if (_schema.Exists(_connection))
        {
            CheckTable();
        }

        using (var transaction = _connection.BeginTransaction())
        {
            _schema.Create(_connection, transaction);
            SqliteCheckpoint.Create(_connection, transaction);
            transaction.Commit();
        }

        var found = ReadCheckpoint(request);
        _upsert = new SqliteStatement(_database, _schema.Upsert(request.Replacement));
        _checkpoint = new SqliteCheckpoint(_database, _schema.Table, request.Source);
        return found;
    });

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) => Guard(() =>
    {
        _schema = new SqliteSchema(request.Table.Name, request.Shape);
        CheckTable();
        return SqliteCheckpoint.Exists(_connection) ? ReadCheckpoint(request) : null;
    });

    public IDigestReader Digests(DigestKind kind, TimeAxis axis, IReadOnlySet<int> paddedTexts) => new SqliteDigests(_path, _database, Schema, kind, axis, paddedTexts);

    public bool HasUndated(CancellationToken cancellation) => Guard(() => _connection.Rows(Schema.FindUndated(), _ => true).Count > 0);

    public void Remove(IReadOnlyList<long> keys, CancellationToken cancellation)
    {
        using var delete = new SqliteStatement(_database, Schema.Delete());
        Transact(
            () =>
            {
                foreach (var key in keys)
                {
                    delete.Bind(1, key);
                    delete.Run();
                }
            },
            cancellation);
    }

    public void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        var upsert = _upsert ?? throw new InvalidOperationException("The destination was not prepared.");
        Transact(
            () =>
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    if (i % RowsBetweenLooks == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }

                    Upsert(upsert, batch[i]);
                }

                if (checkpoint is not null)
                {
                    _checkpoint!.Write(checkpoint);
                }
            },
            cancellation);
    }

    public void Dispose()
    {
        _upsert?.Dispose();
        _checkpoint?.Dispose();
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

    private static void Upsert(SqliteStatement statement, ChangeRow row)
    {
        statement.Bind(1, row.Key);
        for (var i = 0; i < row.Text.Length; i++)
        {
            statement.Bind(2 + i, row.Text[i]);
        }

        statement.Bind(2 + row.Text.Length, row.UpdatedAt is { } time ? IsoTimestamp.Format(time) : null);
        statement.Run();
    }

    private void CheckTable()
    {
        if (Schema.FindProblem(_connection) is { } problem)
        {
            throw DestinationErrors.SchemaMismatch(_path, Schema.Table, problem);
        }
    }

    private DestinationCheckpoint? ReadCheckpoint(DestinationRequest request)
    {
        var found = SqliteCheckpoint.Read(_connection, Schema.Table);
        return found is { } other && !other.Source.Equals(request.Source) && !request.Force
            ? throw DestinationErrors.SourceMismatch(_path, other.Source, request.Source)
            : found?.Checkpoint;
    }

    private void Transact(Action action, CancellationToken cancellation)
    {
        try
        {
            Patiently("BEGIN IMMEDIATE", cancellation);
            action();
            Patiently("COMMIT", cancellation);
        }
        catch (Exception e)
        {
            // Some failures have rolled back already; a second attempt is harmless.
            _ = raw.sqlite3_exec(_database, "ROLLBACK");
            if (e is SqliteException sqlite)
            {
                throw SqliteErrors.WhileWriting(_path, Schema.Table, sqlite);
            }

            throw;
        }
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is SqliteException or FormatException or JsonException or InvalidCastException)
        {
            throw SqliteErrors.Unavailable(_path, e);
        }
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
