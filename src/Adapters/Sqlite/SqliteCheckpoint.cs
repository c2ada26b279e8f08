using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>
/// The checkpoint table in a SQLite destination: one row for each synced table. See <see cref="DestinationCheckpoint"/> for what a row
/// claims.
/// </summary>
internal sealed class SqliteCheckpoint : IDisposable
{
    private const string Table = DestinationRequest.CheckpointTable;

    private readonly SqliteStatement _upsert;

    public SqliteCheckpoint(sqlite3 database, string table, SourceIdentity source)
    {
        _upsert = new SqliteStatement(
            database,
            $"INSERT OR REPLACE INTO {Table} (destination_table, server, database, source_table, columns, time_zone, start_at, updated_at, key, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _upsert.Bind(1, table);
        _upsert.Bind(2, source.Server);
        _upsert.Bind(3, source.Database);
        _upsert.Bind(4, source.Table);
        _upsert.Bind(5, JsonSerializer.Serialize(source.Columns));
        _upsert.Bind(6, source.TimeZone);
    }

    /// <summary>Creates the table if it is missing.</summary>
    public static void Create(SqliteConnection connection) => connection.Execute(
        $"""
        CREATE TABLE IF NOT EXISTS {Table} (
            destination_table TEXT PRIMARY KEY NOT NULL, server TEXT NOT NULL, database TEXT NOT NULL, source_table TEXT NOT NULL, columns TEXT NOT NULL,
            time_zone TEXT, start_at TEXT NOT NULL, updated_at TEXT NOT NULL, key INTEGER, run_id TEXT NOT NULL)
        """);

    /// <summary>Removes the checkpoint of a table that is gone.</summary>
    public static void Delete(SqliteConnection connection, string table) => connection.Rows($"DELETE FROM {Table} WHERE destination_table = @table", _ => true, ("@table", table));

    /// <summary>Whether the table exists.</summary>
    public static bool Exists(SqliteConnection connection) =>
        connection.Rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @table", _ => true, ("@table", Table)).Count > 0;

    /// <summary>The checkpoint of a table and its source; null if there is none.</summary>
    public static (SourceIdentity Source, DestinationCheckpoint Checkpoint)? Read(SqliteConnection connection, string table)
    {
        var rows = connection.Rows(
            $"SELECT server, database, source_table, columns, time_zone, start_at, updated_at, key, run_id FROM {Table} WHERE destination_table = @table",
            r => new DestinationCheckpoint(new Watermark(ReadTime(r.GetString(6)), r.IsDBNull(7) ? null : KeyValue.FromInt64(r.GetInt64(7))), Guid.Parse(r.GetString(8)), ReadTime(r.GetString(5)))
            {
                Source = new SourceIdentity(r.GetString(0), r.GetString(1), r.GetString(2), JsonSerializer.Deserialize<string[]>(r.GetString(3)) ?? [], r.IsDBNull(4) ? null : r.GetString(4)),
            },
            ("@table", table));
        return rows.Count == 0 ? null : (rows[0].Source!, rows[0]);
    }

    /// <summary>Stores a checkpoint, in the open transaction.</summary>
    public void Write(DestinationCheckpoint checkpoint)
    {
        _upsert.Bind(7, IsoTimestamp.Format(checkpoint.Start));
        _upsert.Bind(8, IsoTimestamp.Format(checkpoint.Watermark.CursorValue));
        _upsert.Bind(9, checkpoint.Watermark.Key?.Integer);
        _upsert.Bind(10, checkpoint.RunId.ToString());
        _upsert.Run();
    }

    public void Dispose() => _upsert.Dispose();

    private static DateTime ReadTime(string text) =>
        IsoTimestamp.TryParse(text, out var utc) ? utc : throw new FormatException("The destination's checkpoint holds no time.");
}
