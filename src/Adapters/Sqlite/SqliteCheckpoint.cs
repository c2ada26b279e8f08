using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>
/// The checkpoint table in a SQLite destination: one row for each synced table. See <see cref="DestinationCheckpoint"/> for the
/// meaning of a row.
/// </summary>
internal sealed class SqliteCheckpoint : IDisposable
{
    private const string Table = DestinationRequest.CheckpointTable;
    private const string Document = "checkpoint";

    // The columns of version 1, which had one for each part of a checkpoint.
    private static readonly string[] Version1Columns =
        ["server", "database", "source_table", "columns", "time_zone", "start_at", "updated_at", "key", "run_id"];

    private readonly SqliteStatement _upsert;
    private readonly SourceIdentity _source;

    public SqliteCheckpoint(sqlite3 database, string table, SourceIdentity source)
    {
        _source = source;
        _upsert = new SqliteStatement(database, $"INSERT OR REPLACE INTO {Table} (destination_table, {Document}) VALUES (?1, ?2)");
        _upsert.Bind(1, table);
    }

    /// <summary>Creates the table if it is missing, and upgrades one of version 1; in the open transaction.</summary>
    public static void Create(SqliteConnection connection)
    {
        var isVersion1 = Exists(connection) && IsVersion1(connection);
        var found = isVersion1 ? ReadVersion1(connection) : [];
        if (isVersion1)
        {
            // Not altered: a view that somebody made would refuse that.
            connection.Execute($"DROP TABLE {Table}");
        }

        connection.Execute($"CREATE TABLE IF NOT EXISTS {Table} (destination_table TEXT PRIMARY KEY NOT NULL, {Document} TEXT NOT NULL)");
        foreach (var (table, checkpoint) in found)
        {
            connection.Rows(
                $"INSERT INTO {Table} (destination_table, {Document}) VALUES (@table, @document)",
                _ => true,
                ("@table", table),
                ("@document", CheckpointDocument.Serialize(checkpoint)));
        }
    }

    /// <summary>Removes the checkpoint of a table that no longer exists.</summary>
    public static void Delete(SqliteConnection connection, string table) =>
        connection.Rows($"DELETE FROM {Table} WHERE destination_table = @table COLLATE NOCASE", _ => true, ("@table", table));

    /// <summary>Whether the table exists.</summary>
    public static bool Exists(SqliteConnection connection) =>
        connection.Rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @table", _ => true, ("@table", Table)).Count > 0;

    /// <summary>Reads the checkpoint of a table; null if there is none. SQLite ignores the case of a table's name.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="table">The table.</param>
    /// <param name="path">The path of the destination, for messages.</param>
    public static DestinationCheckpoint? Read(SqliteConnection connection, string table, string path)
    {
        var isVersion1 = IsVersion1(connection);
        var columns = isVersion1 ? string.Join(", ", Version1Columns) : Document;
        return connection.Rows(
            $"SELECT {columns} FROM {Table} WHERE destination_table = @table COLLATE NOCASE "
                + "ORDER BY destination_table = @table DESC LIMIT 1",
            r => isVersion1 ? ReadVersion1(r) : CheckpointDocument.Parse(r.GetString(0), path),
            ("@table", table)).SingleOrDefault();
    }

    /// <summary>Stores a checkpoint, in the open transaction.</summary>
    public void Write(DestinationCheckpoint checkpoint)
    {
        _upsert.Bind(2, CheckpointDocument.Serialize(checkpoint with { Source = _source }));
        _upsert.Run();
    }

    public void Dispose() => _upsert.Dispose();

    private static bool IsVersion1(SqliteConnection connection) =>
        connection.Rows(
            "SELECT 1 FROM pragma_table_info(@table) WHERE name = @document",
            _ => true,
            ("@table", Table),
            ("@document", Document)).Count == 0;

    private static List<(string Table, DestinationCheckpoint Checkpoint)> ReadVersion1(SqliteConnection connection) => connection.Rows(
        $"SELECT {string.Join(", ", Version1Columns)}, destination_table FROM {Table}",
        r => (r.GetString(Version1Columns.Length), ReadVersion1(r)));

    private static DestinationCheckpoint ReadVersion1(SqliteDataReader row) => CheckpointDocument.FromVersion1(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        ReadTime(row.GetString(5)),
        new Watermark(ReadTime(row.GetString(6)), row.IsDBNull(7) ? null : KeyValue.FromInt64(row.GetInt64(7))),
        Guid.Parse(row.GetString(8)));

    private static DateTime ReadTime(string text) =>
        IsoTimestamp.TryParse(text, out var utc) ? utc : throw new FormatException("The destination's checkpoint holds no time.");
}
