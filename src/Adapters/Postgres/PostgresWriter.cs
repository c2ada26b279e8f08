using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// Writes batches into one table of PostgreSQL, each in a transaction of its own. A first load is copied straight into the table. A batch
/// with a key that the table or the batch itself already has is written again as the batches of later runs are: copied into a staging
/// table and upserted from there.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="schema">The table.</param>
/// <param name="checkpoints">The checkpoints.</param>
/// <param name="replacement">Which rows replace existing rows of the same key.</param>
/// <param name="isFirstLoad">Whether to copy straight into the table.</param>
/// <param name="change">Alters the table in the transaction of the first batch with rows.</param>
internal sealed class PostgresWriter(
    PostgresSession session,
    PostgresSchema schema,
    PostgresCheckpoint checkpoints,
    Replacement replacement,
    bool isFirstLoad,
    PostgresSchemaChange change)
{
    // Where each batch has a repeated key, copying it first is in vain.
    private const int MaxDuplicatesInSuccession = 3;

    private readonly string _upsert = schema.Upsert(replacement);
    private readonly Column[] _columns = [.. schema.Evolution.Written];
    private readonly PostgresEncoder[] _encoders = [.. schema.Evolution.Written.Select(c => PostgresTypeMap.Of(c).Encoder)];
    private int _duplicatesInSuccession;

    private bool IsCopying => isFirstLoad && _duplicatesInSuccession < MaxDuplicatesInSuccession;

    /// <summary>Writes rows and the checkpoint, if any, in a transaction.</summary>
    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        if (batch.Count == 0 || !IsCopying)
        {
            Upsert(batch, checkpoint, cancellation);
            return;
        }

        try
        {
            Transact(() => Copy(batch, cancellation), hasRows: true, checkpoint, cancellation);
            _duplicatesInSuccession = 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            _duplicatesInSuccession++;
            Upsert(batch, checkpoint, cancellation);
        }
    }

    private void Upsert(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation) => Transact(
        () =>
        {
            if (batch.Count > 0)
            {
                CopyIntoStaging(batch, cancellation);
                session.Execute(_upsert, cancellation);
            }
        },
        batch.Count > 0,
        checkpoint,
        cancellation,
        batch.Count > 0 ? schema.CreateStaging() : null);

    private void Transact(
        Action write, bool hasRows, DestinationCheckpoint? checkpoint, CancellationToken cancellation, string? preparation = null) =>
        session.InTransaction(
            () =>
            {
                if (hasRows && schema.Evolution.NeedsAlteration)
                {
                    change.Apply(() => checkpoints.Read(session, cancellation)?.Columns, cancellation);
                }

                write();
                if (checkpoint is not null)
                {
                    checkpoints.Write(session, schema.Evolution.Record(checkpoint, hasRows), cancellation);
                }

                return true;
            },
            cancellation,
            preparation);

    private void Copy(IReadOnlyList<PackedRow> batch, CancellationToken cancellation) => session.Copy(
        schema.Copy(),
        batch.Count,
        (to, i) =>
        {
            to.BeginRow(_columns.Length);
            WriteValues(to, batch[i]);
        },
        cancellation);

    private void CopyIntoStaging(IReadOnlyList<PackedRow> batch, CancellationToken cancellation) => session.Copy(
        schema.CopyIntoStaging(),
        batch.Count,
        (to, i) =>
        {
            to.BeginRow(1 + _columns.Length);
            to.WriteInt32(i);
            WriteValues(to, batch[i]);
        },
        cancellation);

    private void WriteValues(PostgresCopyBuffer to, in PackedRow row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = _columns[i];
            if (row.IsNull(column))
            {
                to.WriteNull();
            }
            else
            {
                _encoders[i].Write(to, row, column);
            }
        }
    }
}
