using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>A SQLite file into which rows are upserted: each batch and its checkpoint in one durable transaction.</summary>
internal sealed class SqliteDestination : IDestination
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly SqliteBusyRetry _busyRetry;
    private SqliteSchema? _schema;
    private SqliteWriter? _writer;

    /// <summary>Creates the destination.</summary>
    /// <param name="path">The file.</param>
    /// <param name="connection">An open connection; disposed with the destination.</param>
    public SqliteDestination(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _database = connection.Handle!;
        _busyRetry = new SqliteBusyRetry(path, _database);
    }

    public string DisplayName => _path;

    public SchemaEvolution? Evolution => _schema?.Evolution;

    private SqliteSchema Schema => _schema ?? throw new InvalidOperationException("The destination was not prepared.");

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        _schema = new SqliteSchema(request.Table.Name, request.Schema);
        Transact(DestinationTask.Prepare, () => CreateMissing(request), cancellation);
        return _busyRetry.Read(
            () =>
            {
                var found = ReadCheckpoint(request);
                _writer?.Dispose();
                _writer = new SqliteWriter(_database, _schema, request);
                return found;
            },
            cancellation);
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation)
    {
        _schema = new SqliteSchema(request.Table.Name, request.Schema);
        return _busyRetry.Read(
            () =>
            {
                if (!_schema.Exists(_connection))
                {
                    return null;
                }

                var hasCheckpoint = SqliteCheckpoint.Exists(_connection);
                CheckTable(request, hasCheckpoint);
                return hasCheckpoint ? ReadCheckpoint(request) : null;
            },
            cancellation);
    }

    public DestinationCheckpoint? FindCheckpoint(TableName table, CancellationToken cancellation) => _busyRetry.Read(
        () => SqliteCheckpoint.Exists(_connection) ? SqliteCheckpoint.Read(_connection, table.Name, _path) : null, cancellation);

    public IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema, string? from) =>
        new SqliteDigests(_busyRetry, _database, Schema with { Source = schema }, kind, times, from);

    public bool IsEmpty(CancellationToken cancellation) =>
        _busyRetry.Read(() => _connection.Rows(Schema.FindAny(), _ => true).Count == 0, cancellation);

    public void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation)
    {
        Transact(
            DestinationTask.Remove,
            () =>
            {
                using var delete = new SqliteStatement(_database, Schema.Delete());
                var types = Schema.Source.KeyColumns.Select(SqliteTypeMap.Of).ToArray();
                foreach (var key in keys)
                {
                    for (var i = 0; i < types.Length; i++)
                    {
                        delete.BindAny(i + 1, types[i].OfKeyPart(key.Parts[i]));
                    }

                    delete.Run();
                }
            },
            cancellation);
    }

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        var writer = _writer ?? throw new InvalidOperationException("The destination was not prepared.");
        var task = batch.Count > 0 ? DestinationTask.Write : DestinationTask.Checkpoint;
        Transact(
            task,
            () =>
            {
                if (batch.Count > 0 && Schema.Evolution.NeedsAlteration)
                {
                    var now = SqliteCheckpoint.Read(_connection, Schema.Table, _path)?.Columns;
                    new SqliteSchemaChange(_path, _connection, Schema).Apply(now);
                }

                writer.Write(batch, checkpoint, cancellation);
            },
            cancellation);
        if (batch.Count > 0)
        {
            Schema.Evolution.MarkApplied();
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _connection.Dispose();
    }

    private void CreateMissing(DestinationRequest request)
    {
        var isNew = !Schema.Exists(_connection);
        if (isNew)
        {
            _connection.Execute(Schema.Create());
        }

        SqliteCheckpoint.Create(_connection);
        if (isNew)
        {
            SqliteCheckpoint.Delete(_connection, Schema.Table);
        }

        CheckTable(request, hasCheckpoint: true);
    }

    private void CheckTable(DestinationRequest request, bool hasCheckpoint)
    {
        var found = hasCheckpoint ? SqliteCheckpoint.Read(_connection, Schema.Table, _path) : null;
        var columns = SqliteColumn.Of(_connection, Schema.Table);
        _schema = Schema with
        {
            Evolution = SchemaEvolution.Of(
                request, found, name => columns.Find(c => c.IsNamed(name))?.Name),
        };
        new SqliteSchemaChange(_path, _connection, Schema).Check(request.SchemaChange);
        if (Schema.FindProblem(_connection) is { } problem)
        {
            throw DestinationErrors.SchemaMismatch(_path, Schema.Table, problem);
        }
    }

    private DestinationCheckpoint? ReadCheckpoint(DestinationRequest request)
    {
        var found = SqliteCheckpoint.Read(_connection, Schema.Table, _path);
        return found?.Source is { } other && !other.Equals(request.Source) && !request.Force
            ? throw DestinationErrors.SourceMismatch(_path, other, request.Source)
            : found;
    }

    private void Transact(DestinationTask task, Action action, CancellationToken cancellation)
    {
        try
        {
            SqliteBusyRetry.Execute(_database, "BEGIN IMMEDIATE", cancellation);

            // A statement over the whole file does not check the token while it runs.
            using (cancellation.Register(() => raw.sqlite3_interrupt(_database)))
            {
                action();
            }

            SqliteBusyRetry.Execute(_database, "COMMIT", cancellation);
        }
        catch (Exception e)
        {
            // Some failures have rolled back already; a second rollback is harmless.
            _ = raw.sqlite3_exec(_database, "ROLLBACK");
            if (e is SqliteException && cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException("The command was stopped.", e, cancellation);
            }

            if (e is SqliteException sqlite)
            {
                throw SqliteErrors.InTransaction(_path, Schema.Table, task, sqlite);
            }

            if (e is FormatException or JsonException or InvalidCastException)
            {
                throw DestinationErrors.CheckpointDamaged(_path, e);
            }

            throw;
        }
    }
}
