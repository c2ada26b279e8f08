using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Writes batches into one table of a SQLite file, in the transaction that the caller has begun.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // In rows, so that a large batch can be cancelled soon.
    private const int CancellationCheckInterval = 1000;

    private readonly Column[] _columns;
    private readonly SqliteBinder[] _binders;
    private readonly SqliteStatement _upsert;
    private readonly SqliteCheckpoint _checkpoint;

    public SqliteWriter(sqlite3 database, SqliteSchema schema, DestinationRequest request)
    {
        _columns = [.. schema.Source.Columns];
        _binders = [.. _columns.Select(c => SqliteTypeMap.Of(c).Bind)];
        _upsert = new SqliteStatement(database, schema.Upsert(request.Replacement));
        try
        {
            _checkpoint = new SqliteCheckpoint(database, schema.Table, request.Source);
        }
        catch
        {
            _upsert.Dispose();
            throw;
        }
    }

    /// <summary>Upserts the rows and stores the checkpoint, if any.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (i % CancellationCheckInterval == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Upsert(batch[i]);
        }

        if (checkpoint is not null)
        {
            _checkpoint.Write(checkpoint);
        }
    }

    public void Dispose()
    {
        _upsert.Dispose();
        _checkpoint.Dispose();
    }

    private void Upsert(in PackedRow row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (row.IsNull(_columns[i]))
            {
                _upsert.BindNull(i + 1);
            }
            else
            {
                _binders[i](_upsert, i + 1, row, _columns[i]);
            }
        }

        _upsert.Run();
    }
}
