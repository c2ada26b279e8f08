using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RedshiftSync.Bench.Subjects;

/// <summary>
/// Rows from memory into SQLite with the native binding: upserts in batches of 10,000, each a durable transaction with its checkpoint,
/// nothing else.
/// </summary>
internal static class SqliteUpserts
{
    private const int BatchSize = 10_000;

    public static void Run(string path, int rows)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var database = connection.Handle!;
        Execute(database, "PRAGMA synchronous = FULL");
        Execute(
            database,
            "CREATE TABLE IF NOT EXISTS customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, " +
                "updated_at TEXT)");
        Execute(database, "CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY, updated_at TEXT)");
        raw.sqlite3_prepare_v2(
            database,
            """
            INSERT INTO customers VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (customer_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
                email = excluded.email, updated_at = excluded.updated_at WHERE excluded.updated_at >= customers.updated_at
            """,
            out var upsert);
        using (upsert)
        {
            foreach (var batch in MemoryRows.All(rows).Chunk(BatchSize))
            {
                Execute(database, "BEGIN IMMEDIATE");
                foreach (var (key, first, last, email, time) in batch)
                {
                    raw.sqlite3_bind_int64(upsert, 1, key);
                    raw.sqlite3_bind_text(upsert, 2, first);
                    raw.sqlite3_bind_text(upsert, 3, last);
                    if (email is null)
                    {
                        raw.sqlite3_bind_null(upsert, 4);
                    }
                    else
                    {
                        raw.sqlite3_bind_text(upsert, 4, email);
                    }

                    raw.sqlite3_bind_text(upsert, 5, IsoTimestamp.Format(time));
                    raw.sqlite3_step(upsert);
                    raw.sqlite3_reset(upsert);
                }

                Execute(database, $"INSERT OR REPLACE INTO checkpoint VALUES (1, '{IsoTimestamp.Format(batch[^1].Time)}')");
                Execute(database, "COMMIT");
            }
        }
    }

    internal static void Execute(sqlite3 database, string sql)
    {
        var result = raw.sqlite3_exec(database, sql);
        if (result != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result);
        }
    }
}
