using Npgsql;
using NpgsqlTypes;
using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Writes batches into one table of PostgreSQL, in the transaction that the caller has begun.</summary>
internal sealed class PostgresWriter(PostgresSession session, PostgresSchema schema, PostgresCheckpoint checkpoints, Replacement replacement)
{
    private readonly string _upsert = schema.Upsert(replacement);

    /// <summary>The statement that a batch's transaction has to begin with: it creates the temporary table. Null without rows.</summary>
    public string? PreparationFor(IReadOnlyList<PackedRow> batch) => batch.Count > 0 ? schema.CreateStaging() : null;

    /// <summary>Copies the rows into the temporary table, upserts them from there, and stores the checkpoint, if there is one.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        if (batch.Count > 0)
        {
            var texts = schema.Source.PlainColumns.Length;
            session.Copy(schema.Copy(), batch.Count, (importer, i, token) => WriteRow(importer, i, batch[i], texts, token), cancellation);
            session.Execute(_upsert, cancellation);
        }

        if (checkpoint is not null)
        {
            checkpoints.Write(session, checkpoint, cancellation);
        }
    }

    // Times raw: the driver would make -infinity of 0001-01-01.
    private static async ValueTask WriteRow(NpgsqlBinaryImporter importer, int place, PackedRow row, int texts, CancellationToken cancellation)
    {
        await importer.StartRowAsync(cancellation).ConfigureAwait(false);
        await importer.WriteAsync(place, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
        await importer.WriteAsync(row.Key, NpgsqlDbType.Bigint, cancellation).ConfigureAwait(false);
        var position = row.FirstText;
        for (var c = 0; c < texts; c++)
        {
            await (row.ReadText(ref position, out var text) ? importer.WriteAsync(text, NpgsqlDbType.Text, cancellation) : importer.WriteNullAsync(cancellation)).ConfigureAwait(false);
        }

        await (row.UpdatedAt is { } time ? importer.WriteAsync(RawTimestamp.Of(time), NpgsqlDbType.TimestampTz, cancellation) : importer.WriteNullAsync(cancellation)).ConfigureAwait(false);
    }
}
