using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Writes batches into one table of a SQLite file, in the transaction that the caller has begun.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // In rows, so that a large batch can be cancelled soon.
    private const int CancellationCheckInterval = 1000;

    private readonly TableSchema _schema;
    private readonly SqliteStatement _upsert;
    private readonly SqliteCheckpoint _checkpoint;

    public SqliteWriter(sqlite3 database, SqliteSchema schema, DestinationRequest request)
    {
        _schema = schema.Source;
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

    /// <summary>Upserts the rows and stores the checkpoint, if there is one.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (i % CancellationCheckInterval == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            Upsert(_upsert, batch[i], _schema);
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

    private static void Upsert(SqliteStatement statement, PackedRow row, TableSchema schema)
    {
        statement.Bind(SqliteSchema.ParameterOf(schema.Key), row.Key);
        var position = row.FirstText;
        foreach (var column in schema.PlainColumns)
        {
            statement.BindUtf8(SqliteSchema.ParameterOf(column), row.ReadText(ref position, out var text), text.Span);
        }

        Span<byte> time = stackalloc byte[IsoTimestamp.Length];
        statement.BindUtf8(SqliteSchema.ParameterOf(schema.Cursor), IsoTimestamp.TryFormat(row.UpdatedAt, time), time);
        statement.Run();
    }
}
