using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Tables with the columns of customers and rows of a test.</summary>
internal static class CustomerTable
{
    /// <summary>Creates <c>testers.&lt;name&gt;</c>, replacing an existing table.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The name without the schema.</param>
    /// <param name="rows">A query or VALUES for customer_id, first_name, last_name, email, updated_at; null for none.</param>
    /// <param name="timeType">The type of updated_at.</param>
    /// <returns>The table's name with its schema.</returns>
    public static string Create(PostgresServer server, string name, string? rows, string timeType = "timestamp")
    {
        var table = $"testers.{name}";
        server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {table} CASCADE;
            CREATE TABLE {table} (customer_id bigint, first_name text, last_name text, email text, updated_at {timeType});
            GRANT SELECT ON {table} TO {PostgresServer.User};
            """);
        if (rows is not null)
        {
            server.Execute($"INSERT INTO {table} {rows}");
        }

        server.Execute($"CREATE INDEX ON {table} (updated_at, customer_id); ANALYZE {table}");
        return table;
    }

    /// <summary>One text per row.</summary>
    public static List<string> Texts(PostgresServer server, string sql) => server.Use(PostgresServer.Database, connection =>
    {
        using var command = connection.Command(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        }

        return rows;
    });
}
