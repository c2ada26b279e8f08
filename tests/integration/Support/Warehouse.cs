using Microsoft.Data.Sqlite;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Reads a SQLite destination without the module.</summary>
internal static class Warehouse
{
    public static List<T> Query<T>(string path, string sql, Func<SqliteDataReader, T> read) => [.. Read(path, sql, read)];

    /// <summary>The rows of a query, one by one.</summary>
    public static IEnumerable<T> Read<T>(string path, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return read(reader);
        }
    }

    /// <summary>Every row as one line of text, in order of the key.</summary>
    public static List<string> Rows(string path) => Query(
        path,
        "SELECT customer_id, first_name, last_name, email, updated_at FROM customers ORDER BY customer_id",
        r => Line(
            r.GetInt64(0),
            r.IsDBNull(1) ? null : r.GetString(1),
            r.IsDBNull(2) ? null : r.GetString(2),
            r.IsDBNull(3) ? null : r.GetString(3),
            r.GetString(4)));

    /// <summary>The source's rows since 2024 in the same format, formatted by the server.</summary>
    public static List<string> SourceRows(PostgresServer server) => [.. ReadSourceRows(server, SampleCustomers.Table)];

    /// <summary>The same of another table, one by one.</summary>
    public static IEnumerable<string> ReadSourceRows(PostgresServer server, string table)
    {
        using var connection = new Npgsql.NpgsqlConnection(server.SuperUserConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // SQL written by tests.
        command.CommandText = $"""
            SELECT customer_id, first_name, last_name, email, to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM {table} WHERE updated_at >= '2024-01-01T00:00:00Z' ORDER BY customer_id
            """;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Line(reader.GetInt32(0), Text(1), Text(2), Text(3), reader.GetString(4));
        }

        string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
    }

    private static string Line(long id, string? first, string? last, string? email, string time) =>
        $"{id}|{first ?? "NULL"}|{last ?? "NULL"}|{email ?? "NULL"}|{time}";
}
