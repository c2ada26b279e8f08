using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The tables in a SQLite destination: the rows, and the checkpoint beside them.</summary>
/// <param name="Shape">The source's shape; the destination's table and columns carry the same names, without the schema.</param>
internal sealed record SqliteSchema(TableShape Shape)
{
    private const string CheckpointTable = "redshiftsync_checkpoint";

    public string TableName => Shape.Table.Name;

    /// <summary>Creates what is missing.</summary>
    public void Create(SqliteConnection connection, SqliteTransaction transaction)
    {
        var texts = string.Concat(Shape.TextColumns.Select(c => $"{Quote(c)} TEXT, "));
        Execute(connection, transaction, $"CREATE TABLE IF NOT EXISTS {Quote(TableName)} ({Quote(Shape.KeyColumn)} INTEGER PRIMARY KEY, {texts}{Quote(Shape.TimeColumn)} TEXT)");
        Execute(connection, transaction, $"""
            CREATE TABLE IF NOT EXISTS {CheckpointTable} (
                destination_table TEXT PRIMARY KEY NOT NULL, server TEXT NOT NULL, database TEXT NOT NULL, source_table TEXT NOT NULL, columns TEXT NOT NULL,
                updated_at TEXT NOT NULL, key INTEGER NOT NULL, run_id TEXT NOT NULL)
            """);
    }

    /// <summary>What is wrong with an existing table, or null when it fits. More columns than needed do no harm.</summary>
    public string? FindProblem(SqliteConnection connection)
    {
        var columns = Rows(connection, "SELECT name, pk FROM pragma_table_info(@table)", r => (Name: r.GetString(0), KeyPart: r.GetInt32(1)));
        var missing = Shape.Columns.Where(wanted => !columns.Any(c => Same(c.Name, wanted))).ToArray();
        if (missing.Length > 0)
        {
            return $"it lacks {string.Join(", ", missing)}";
        }

        var isKey = columns.Where(c => c.KeyPart > 0).ToArray() is [var only] && Same(only.Name, Shape.KeyColumn);
        return isKey || HasUniqueIndex(connection) ? null : $"{Shape.KeyColumn} is neither its primary key nor unique";
    }

    /// <summary>Whether the table exists.</summary>
    public bool Exists(SqliteConnection connection) =>
        Rows(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = @table COLLATE NOCASE", _ => true).Count > 0;

    /// <summary>The checkpoint of this table and where it came from.</summary>
    public (SourceIdentity Source, DestinationCheckpoint Checkpoint)? ReadCheckpoint(SqliteConnection connection)
    {
        var rows = Rows(
            connection,
            $"SELECT server, database, source_table, columns, updated_at, key, run_id FROM {CheckpointTable} WHERE destination_table = @table",
            r => (
                new SourceIdentity(r.GetString(0), r.GetString(1), r.GetString(2), JsonSerializer.Deserialize<string[]>(r.GetString(3)) ?? []),
                new DestinationCheckpoint(new Watermark(ReadTime(r.GetString(4)), r.GetInt64(5)), Guid.Parse(r.GetString(6)))));
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Upserts one row: key, texts, time. A row of the same time replaces, because a stamp can be coarser than the changes it marks.</summary>
    public string Upsert()
    {
        var table = Quote(TableName);
        var time = Quote(Shape.TimeColumn);
        var names = string.Join(", ", Shape.Columns.Select(Quote));
        var values = string.Join(", ", Enumerable.Range(1, Shape.Columns.Count).Select(i => $"?{i}"));
        var updates = string.Join(", ", Shape.Columns.Skip(1).Select(c => $"{Quote(c)} = excluded.{Quote(c)}"));
        return $"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({Quote(Shape.KeyColumn)}) DO UPDATE SET {updates} WHERE excluded.{time} >= {table}.{time} OR {table}.{time} IS NULL";
    }

    /// <summary>Stores the checkpoint: table, server, database, source table, columns, time, key, run.</summary>
    public static string UpsertCheckpoint() =>
        $"INSERT OR REPLACE INTO {CheckpointTable} (destination_table, server, database, source_table, columns, updated_at, key, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

    private bool HasUniqueIndex(SqliteConnection connection) =>
        Rows(
            connection,
            "SELECT (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM pragma_index_list(@table) AS i WHERE i.\"unique\" = 1 AND i.partial = 0",
            r => r.IsDBNull(0) ? "" : r.GetString(0)).Any(columns => Same(columns, Shape.KeyColumn));

    private List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@table", TableName);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static DateTime ReadTime(string text) =>
        IsoTimestamp.TryParse(text, out var utc) ? utc : throw new FormatException("The destination's checkpoint holds no time.");

    private static string Quote(string name) => SqlIdentifier.Quote(name);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
