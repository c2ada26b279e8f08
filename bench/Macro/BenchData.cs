using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.Bench.Macro;

/// <summary>
/// The data of a benchmark: customers in the order of their changes, as in an append-only table, indexed by time and key; and the wide
/// table, with a quarter as many rows.
/// </summary>
internal static class BenchData
{
    /// <summary>The statement that the module sends, for the other subjects.</summary>
    public const string Sql =
        @"SELECT ""customer_id"", ""first_name"", ""last_name"", ""email"", ""updated_at"" FROM ""testers"".""customers"" " +
        @"WHERE ""updated_at"" >= '2024-01-01' ORDER BY ""updated_at"", ""customer_id""";

    public static void Create(PostgresServer server, int rows)
    {
        SampleCustomers.CreateEmpty(server);
        server.Execute(string.Create(CultureInfo.InvariantCulture, $$"""
            INSERT INTO {{SampleCustomers.Table}} (customer_id, first_name, last_name, email, updated_at)
            SELECT g, 'First' || g % 1000, 'Lastname' || g % 7919, CASE WHEN g % 50 <> 0 THEN 'customer' || g || '@example.com' END,
                TIMESTAMPTZ '2024-01-01 06:00:00+00' + g * INTERVAL '3.000007 seconds'
            FROM generate_series(1::bigint, {{rows}}) AS g;
            CREATE INDEX ON {{SampleCustomers.Table}} (updated_at, customer_id);
            """));
        server.Execute($"VACUUM ANALYZE {SampleCustomers.Table}");
        WideTable.Create(server, WideRows(rows));
    }

    /// <summary>The environment variables of a subject.</summary>
    public static Dictionary<string, string> Environment(PostgresServer server, PostgresServer destination, string folder, int rows) =>
        new()
        {
            ["BENCH_MANIFEST"] = Repository.StagedManifest,
            ["BENCH_CMDLETS"] = typeof(BenchData).Assembly.Location,
            ["BENCH_DRIVER"] = Path.Combine(AppContext.BaseDirectory, "Npgsql.dll"),
            ["BENCH_HOST"] = PostgresServer.Host,
            ["BENCH_PORT"] = $"{server.Port}",
            ["BENCH_DATABASE"] = PostgresServer.Database,
            ["BENCH_USER"] = PostgresServer.User,
            ["BENCH_PASSWORD"] = server.Password,
            ["BENCH_CONNECTION"] = server.ConnectionString,
            ["BENCH_SQL"] = Sql,
            ["BENCH_WIDE_SQL"] = WideTable.Sql,
            ["BENCH_ROWS"] = $"{rows}",
            ["BENCH_WIDE_ROWS"] = $"{WideRows(rows)}",
            ["BENCH_FOLDER"] = folder,
            ["BENCH_DESTINATION"] = destination.SuperUserConnectionString,
            ["BENCH_ADDRESS"] =
            $"host={PostgresServer.Host} port={destination.Port} dbname={PostgresServer.Database} user={PostgresServer.SuperUser} "
            + $"password={destination.SuperUserPassword} sslmode=disable",
            ["PGPASSWORD"] = server.Password,
        };

    private static int WideRows(int rows) => Math.Min(rows / 4, 250_000);
}
