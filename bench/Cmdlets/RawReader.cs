using Npgsql;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>The least work for the driver: reads every value of every row.</summary>
internal static class RawReader
{
    public static long Run(string connectionString, string sql, Action<long, string?, string?, string?, DateTime>? visit)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = 0L;
        while (reader.Read())
        {
            var key = reader.GetInt64(0);
            var first = Text(1);
            var last = Text(2);
            var email = Text(3);
            var time = reader.GetDateTime(4);
            visit?.Invoke(key, first, last, email, time);
            rows++;
        }

        return rows;

        string? Text(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
    }
}
