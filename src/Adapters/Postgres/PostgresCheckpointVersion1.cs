using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The rows of a checkpoint table of version 0.1: a column for each part, and no history. Used if the table belongs to another user, so
/// that this user cannot upgrade it.
/// </summary>
internal sealed class PostgresCheckpointVersion1(string quotedTable, string table, SourceIdentity source)
{
    private const string Columns = "server, database, source_table, columns, time_zone, start_at, updated_at, key, run_id";
    private const int ColumnCount = 9;

    /// <summary>The part of an ALTER TABLE that removes the columns.</summary>
    public static string DropColumns => string.Join(", ", Columns.Split(", ").Select(column => $"DROP COLUMN {column}"));

    /// <summary>Reads all checkpoints with their tables.</summary>
    public static IReadOnlyList<(string Table, DestinationCheckpoint Checkpoint)> ReadAll(
        PostgresSession session, string quotedTable, CancellationToken cancellation) =>
        session.Rows($"SELECT {Columns}, destination_table FROM {quotedTable}", r => (r.GetString(ColumnCount), Read(r)), cancellation);

    /// <summary>Reads the checkpoint; null if there is none.</summary>
    public DestinationCheckpoint? Read(PostgresSession session, CancellationToken cancellation) =>
        session.Rows($"SELECT {Columns} FROM {quotedTable} WHERE destination_table = $1", Read, cancellation, table).SingleOrDefault();

    /// <summary>Stores a checkpoint, in the open transaction.</summary>
    public void Write(PostgresSession session, DestinationCheckpoint checkpoint, CancellationToken cancellation) => session.Execute(
        $"""
        INSERT INTO {quotedTable} (destination_table, {Columns}) VALUES ($1, $2, $3, $4, $5, $6::text, $7, $8, $9::bigint, $10)
        ON CONFLICT (destination_table) DO UPDATE SET ({Columns}) =
            ROW (excluded.{Columns.Replace(", ", ", excluded.", StringComparison.Ordinal)})
        """,
        cancellation,
        table,
        source.Server,
        source.Database,
        source.Table,
        JsonSerializer.Serialize(source.Columns),
        (object?)source.TimeZone ?? DBNull.Value,
        Time(checkpoint.Start.Time),
        Time(checkpoint.Watermark.CursorValue.Time),
        (object?)checkpoint.Watermark.Key?.Integer ?? DBNull.Value,
        checkpoint.RunId);

    private static DestinationCheckpoint Read(NpgsqlDataReader row) => CheckpointDocument.FromVersion1(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        Time(row, 5),
        new Watermark(Time(row, 6), row.IsDBNull(7) ? null : KeyValue.FromInt64(row.GetInt64(7))),
        row.GetGuid(8));

    // Read and written raw: the driver sends 0001-01-01 as -infinity.
    private static NpgsqlParameter Time(DateTime time) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = RawTimestamp.Of(time) };

    private static DateTime Time(NpgsqlDataReader reader, int ordinal) => RawTimestamp.Nearest(reader.GetInt64(ordinal));
}
