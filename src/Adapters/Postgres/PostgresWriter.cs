using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Writes batches into one table of PostgreSQL, in the transaction that the caller has begun.</summary>
internal sealed class PostgresWriter(
    PostgresSession session, PostgresSchema schema, PostgresCheckpoint checkpoints, Replacement replacement)
{
    private readonly string _upsert = schema.Upsert(replacement);
    private readonly Column[] _columns = [.. schema.Source.Columns];
    private readonly PostgresBinder[] _binders = [.. schema.Source.Columns.Select(c => PostgresTypeMap.Of(c).Write)];

    /// <summary>Returns the statement that begins a batch's transaction and creates the staging table; null without rows.</summary>
    public string? PreparationFor(IReadOnlyList<PackedRow> batch) => batch.Count > 0 ? schema.CreateStaging() : null;

    /// <summary>Copies the rows into the staging table, upserts them from there, and stores the checkpoint, if any.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        if (batch.Count > 0)
        {
            session.Copy(schema.Copy(), batch.Count, (importer, i, token) => WriteRow(importer, i, batch[i], token), cancellation);
            session.Execute(_upsert, cancellation);
        }

        if (checkpoint is not null)
        {
            checkpoints.Write(session, checkpoint, cancellation);
        }
    }

    private async ValueTask WriteRow(NpgsqlBinaryImporter importer, int place, PackedRow row, CancellationToken cancellation)
    {
        await importer.StartRowAsync(cancellation).ConfigureAwait(false);
        await importer.WriteAsync(place, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            var writing = row.IsNull(column) ? importer.WriteNullAsync(cancellation) : _binders[i](importer, row, column, cancellation);
            await writing.ConfigureAwait(false);
        }
    }
}
