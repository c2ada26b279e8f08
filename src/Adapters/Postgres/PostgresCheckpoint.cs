using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The checkpoint table in a PostgreSQL destination: one row for each table of the same schema. See <see cref="DestinationCheckpoint"/> for what a
/// row claims.
/// </summary>
internal sealed class PostgresCheckpoint(TableName table, SourceIdentity source)
{
    private const string Table = DestinationRequest.CheckpointTable;

    private readonly TableName _name = table with { Name = Table };
    private readonly string _quoted = (table with { Name = Table }).Quoted;

    /// <summary>Creates the table.</summary>
    public string Create() =>
        $"""
        CREATE TABLE {_quoted} (
            destination_table text PRIMARY KEY, server text NOT NULL, database text NOT NULL, source_table text NOT NULL, columns text NOT NULL,
            time_zone text, start_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, key bigint, run_id uuid NOT NULL)
        """;

    /// <summary>Whether the table exists.</summary>
    public bool Exists(PostgresSession session, CancellationToken cancellation) => PostgresCatalog.Exists(session, _name, cancellation);

    /// <summary>The checkpoint and its source; null if there is none.</summary>
    public (SourceIdentity Source, DestinationCheckpoint Checkpoint)? Read(PostgresSession session, CancellationToken cancellation)
    {
        var rows = session.Rows(
            $"SELECT server, database, source_table, columns, time_zone, start_at, updated_at, key, run_id FROM {_quoted} WHERE destination_table = $1",
            r => new DestinationCheckpoint(new Watermark(Time(r, 6), r.IsDBNull(7) ? null : KeyValue.FromInt64(r.GetInt64(7))), r.GetGuid(8), Time(r, 5))
            {
                Source = new SourceIdentity(r.GetString(0), r.GetString(1), r.GetString(2), JsonSerializer.Deserialize<string[]>(r.GetString(3)) ?? [], r.IsDBNull(4) ? null : r.GetString(4)),
            },
            cancellation,
            table.Name);
        return rows.Count == 0 ? null : (rows[0].Source!, rows[0]);
    }

    /// <summary>Removes the checkpoint of a table that is gone.</summary>
    public void Delete(PostgresSession session, CancellationToken cancellation) => session.Execute($"DELETE FROM {_quoted} WHERE destination_table = $1", cancellation, table.Name);

    /// <summary>Stores a checkpoint, in the open transaction.</summary>
    public void Write(PostgresSession session, DestinationCheckpoint checkpoint, CancellationToken cancellation) => session.Execute(
        $"""
        INSERT INTO {_quoted} (destination_table, server, database, source_table, columns, time_zone, start_at, updated_at, key, run_id)
        VALUES ($1, $2, $3, $4, $5, $6::text, $7, $8, $9::bigint, $10)
        ON CONFLICT (destination_table) DO UPDATE SET server = excluded.server, database = excluded.database, source_table = excluded.source_table,
            columns = excluded.columns, time_zone = excluded.time_zone, start_at = excluded.start_at, updated_at = excluded.updated_at, key = excluded.key, run_id = excluded.run_id
        """,
        cancellation,
        table.Name,
        source.Server,
        source.Database,
        source.Table,
        JsonSerializer.Serialize(source.Columns),
        (object?)source.TimeZone ?? DBNull.Value,
        Time(checkpoint.Start),
        Time(checkpoint.Watermark.CursorValue),
        (object?)checkpoint.Watermark.Key?.Integer ?? DBNull.Value,
        checkpoint.RunId);

    // Read and written raw: the driver sends 0001-01-01 as -infinity.
    private static NpgsqlParameter Time(DateTime time) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = RawTimestamp.Of(time) };

    private static DateTime Time(NpgsqlDataReader reader, int ordinal) => RawTimestamp.Nearest(reader.GetInt64(ordinal));
}
