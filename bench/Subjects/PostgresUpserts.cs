using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Bench.Subjects;

/// <summary>
/// Rows from memory into PostgreSQL: binary COPY into a temporary table and one upsert per batch, nothing else. The tables have names of
/// their own, so that those of the module stay.
/// </summary>
internal static class PostgresUpserts
{
    private const int BatchSize = 10_000;
    private const string Tables = "alone_customers, alone_checkpoint";

    public static void Run(string connectionString, int rows)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        Execute(
            connection,
            "CREATE TABLE IF NOT EXISTS alone_customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, " +
                "updated_at timestamptz)");
        Execute(connection, "CREATE TABLE IF NOT EXISTS alone_checkpoint (id integer PRIMARY KEY, updated_at timestamptz)");
        Execute(
            connection,
            "CREATE TEMP TABLE staging (seq integer, key bigint, c0 text, c1 text, c2 text, t timestamptz) ON COMMIT DELETE ROWS");
        foreach (var batch in MemoryRows.All(rows).Chunk(BatchSize))
        {
            using var transaction = connection.BeginTransaction();
            using (var copy = connection.BeginBinaryImport("COPY staging FROM STDIN (FORMAT BINARY)"))
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    var (key, first, last, email, time) = batch[i];
                    copy.StartRow();
                    copy.Write(i, NpgsqlDbType.Integer);
                    copy.Write(key, NpgsqlDbType.Bigint);
                    copy.Write(first, NpgsqlDbType.Text);
                    copy.Write(last, NpgsqlDbType.Text);
                    if (email is null)
                    {
                        copy.WriteNull();
                    }
                    else
                    {
                        copy.Write(email, NpgsqlDbType.Text);
                    }

                    copy.Write(time, NpgsqlDbType.TimestampTz);
                }

                copy.Complete();
            }

            Execute(connection, """
                INSERT INTO alone_customers AS target SELECT DISTINCT ON (key) key, c0, c1, c2, t FROM staging ORDER BY key, seq DESC
                ON CONFLICT (customer_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
                    email = excluded.email, updated_at = excluded.updated_at
                WHERE excluded.updated_at >= target.updated_at
                """);
            Execute(
                connection,
                $"INSERT INTO alone_checkpoint VALUES (1, '{IsoTimestamp.Format(batch[^1].Time)}') ON CONFLICT (id) DO UPDATE " +
                    "SET updated_at = excluded.updated_at");
            transaction.Commit();
        }
    }

    /// <summary>Drops the tables of this subject, or those of the module.</summary>
    public static void Drop(string connectionString, bool ofModule = false)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        Execute(connection, $"DROP TABLE IF EXISTS {(ofModule ? "customers, redshiftsync_checkpoint" : Tables)}");
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL consists of constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
