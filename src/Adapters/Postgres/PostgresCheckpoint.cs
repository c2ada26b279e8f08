using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The checkpoint table in a PostgreSQL destination: one row for each table of the same schema. See <see cref="DestinationCheckpoint"/> for
/// the meaning of a row.
/// </summary>
internal sealed class PostgresCheckpoint(TableName table, SourceIdentity source, string destination)
{
    private const string Table = DestinationRequest.CheckpointTable;
    private const string Document = "checkpoint";

    private readonly TableName _name = table with { Name = Table };

    // A table of version 1 that cannot be upgraded; it is written as version 1 did.
    private PostgresCheckpointVersion1? _version1;

    private string Quoted => _name.Quoted;

    /// <summary>Returns the statement that creates the table.</summary>
    public string Create() => $"CREATE TABLE {Quoted} (destination_table text PRIMARY KEY, {Document} text NOT NULL)";

    /// <summary>Whether the table exists.</summary>
    public bool Exists(PostgresSession session, CancellationToken cancellation) => PostgresCatalog.Exists(session, _name, cancellation);

    /// <summary>Whether the table has the columns of version 1, this user may alter it, and no view depends on them.</summary>
    public bool CanUpgrade(PostgresSession session, CancellationToken cancellation) =>
        IsVersion1(session, cancellation)
        && session.Rows(
            $"""
            SELECT pg_has_role(relowner, 'USAGE')
                AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = t.oid
                    AND refobjsubid > 0 AND deptype = 'n')
            FROM pg_class t WHERE t.oid = {PostgresCatalog.FindOid}
            """,
            r => r.GetBoolean(0),
            cancellation,
            PostgresCatalog.Arguments(_name))[0];

    /// <summary>Upgrades a table of version 1, in the open transaction; leaves it as it is while somebody else uses it.</summary>
    public void Upgrade(PostgresSession session, CancellationToken cancellation)
    {
        session.Execute("SAVEPOINT before_upgrade", cancellation);
        try
        {
            session.Execute($"LOCK TABLE {Quoted} IN ACCESS EXCLUSIVE MODE NOWAIT", cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // For example a backup, which takes longer than a sync waits for a lock.
            session.Execute("ROLLBACK TO SAVEPOINT before_upgrade", cancellation);
            return;
        }

        var found = PostgresCheckpointVersion1.ReadAll(session, Quoted, cancellation);
        session.Execute($"ALTER TABLE {Quoted} ADD COLUMN {Document} text", cancellation);
        foreach (var (name, checkpoint) in found)
        {
            session.Execute(
                $"UPDATE {Quoted} SET {Document} = $2 WHERE destination_table = $1",
                cancellation,
                name,
                CheckpointDocument.Serialize(checkpoint));
        }

        session.Execute(
            $"ALTER TABLE {Quoted} ALTER COLUMN {Document} SET NOT NULL, {PostgresCheckpointVersion1.DropColumns}", cancellation);
    }

    /// <summary>Reads the checkpoint; null if there is none.</summary>
    public DestinationCheckpoint? Read(PostgresSession session, CancellationToken cancellation)
    {
        if (IsVersion1(session, cancellation))
        {
            _version1 = new PostgresCheckpointVersion1(Quoted, table.Name, source);
            return _version1.Read(session, cancellation);
        }

        return session.Rows(
            $"SELECT {Document} FROM {Quoted} WHERE destination_table = $1",
            r => CheckpointDocument.Parse(r.GetString(0), destination),
            cancellation,
            table.Name).SingleOrDefault();
    }

    /// <summary>Removes the checkpoint of a table that no longer exists.</summary>
    public void Delete(PostgresSession session, CancellationToken cancellation) =>
        session.Execute($"DELETE FROM {Quoted} WHERE destination_table = $1", cancellation, table.Name);

    /// <summary>Stores a checkpoint, in the open transaction; after <see cref="Read"/>.</summary>
    public void Write(PostgresSession session, DestinationCheckpoint checkpoint, CancellationToken cancellation)
    {
        if (_version1 is not null)
        {
            _version1.Write(session, checkpoint, cancellation);
            return;
        }

        session.Execute(
            $"""
            INSERT INTO {Quoted} (destination_table, {Document}) VALUES ($1, $2)
            ON CONFLICT (destination_table) DO UPDATE SET {Document} = excluded.{Document}
            """,
            cancellation,
            table.Name,
            CheckpointDocument.Serialize(checkpoint with { Source = source }));
    }

    private bool IsVersion1(PostgresSession session, CancellationToken cancellation) => session.Rows(
        $"SELECT 1 FROM pg_attribute WHERE attrelid = {PostgresCatalog.FindOid} AND attname = '{Document}' AND NOT attisdropped",
        _ => true,
        cancellation,
        PostgresCatalog.Arguments(_name)).Count == 0;
}
