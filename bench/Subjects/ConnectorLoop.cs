using Npgsql;

namespace RedshiftSync.Bench.Subjects;

/// <summary>The example connector's loop: two rows at a time from a cursor, with a checkpoint file after each pair.</summary>
internal static class ConnectorLoop
{
    public static void Run(string connectionString, string state, int rows)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        var query = $"SELECT * FROM testers.customers WHERE updated_at > '2024-01-01' ORDER BY updated_at LIMIT {rows}";
        using (var declare = new NpgsqlCommand($"DECLARE two CURSOR FOR {query}", connection))
        {
            declare.ExecuteNonQuery();
        }

        while (true)
        {
            using var fetch = new NpgsqlCommand("FETCH 2 FROM two", connection);
            var last = DateTime.MinValue;
            using (var reader = fetch.ExecuteReader())
            {
                while (reader.Read())
                {
                    last = reader.GetDateTime(reader.GetOrdinal("updated_at"));
                    _ = reader.GetInt32(0);
                }
            }

            if (last == DateTime.MinValue)
            {
                return;
            }

            File.WriteAllText(state, $"{{\"last_updated_at\": \"{last:yyyy-MM-dd'T'HH:mm:ss'Z'}\"}}");
        }
    }
}
