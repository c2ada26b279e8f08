using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Writes batches into one table of a SQLite file, in the transaction that the caller has begun.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // In rows, so that a large batch can be cancelled soon.
    private const int CancellationCheckInterval = 1000;

    private readonly Column[] _columns;
    private readonly SqliteBinder[] _binders;
    private readonly sqlite3 _database;
    private readonly SchemaEvolution _evolution;
    private readonly string _upsertSql;
    private readonly SqliteCheckpoint _checkpoint;
    private SqliteStatement? _upsert;

    public SqliteWriter(sqlite3 database, SqliteSchema schema, DestinationRequest request)
    {
        _database = database;
        _evolution = schema.Evolution;
        _columns = [.. schema.Evolution.Written];
        _binders = [.. _columns.Select(c => SqliteTypeMap.Of(c).Bind)];
        _upsertSql = schema.Upsert(request.Replacement);
        _checkpoint = new SqliteCheckpoint(database, schema.Table, request.Source);
    }

    /// <summary>Upserts the rows and stores the checkpoint, if any.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        // Not before the first row: its transaction adds the columns that the table lacks.
        _upsert ??= batch.Count > 0 ? new SqliteStatement(_database, _upsertSql) : null;
        for (var i = 0; i < batch.Count; i++)
        {
            if (i % CancellationCheckInterval == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Upsert(_upsert!, batch[i]);
        }

        if (checkpoint is not null)
        {
            _checkpoint.Write(_evolution.Record(checkpoint, batch.Count > 0));
        }
    }

    public void Dispose()
    {
        _upsert?.Dispose();
        _checkpoint.Dispose();
    }

    private void Upsert(SqliteStatement upsert, in PackedRow row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (row.IsNull(_columns[i]))
            {
                upsert.BindNull(i + 1);
            }
            else
            {
                _binders[i](upsert, i + 1, row, _columns[i]);
            }
        }

        upsert.Run();
    }
}
