using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Small statements on a connection to PostgreSQL; values are positional ($1, $2 …). Asynchronous underneath, because only such calls can be cancelled.</summary>
internal static class PostgresQueries
{
    public static List<T> Rows<T>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object[] values)
    {
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReaderAsync(cancellation).GetAwaiter().GetResult();
        var rows = new List<T>();
        while (reader.ReadAsync(cancellation).GetAwaiter().GetResult())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static void Execute(this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        using var command = Command(connection, sql, values);
        command.ExecuteNonQueryAsync(cancellation).GetAwaiter().GetResult();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
