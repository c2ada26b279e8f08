using System.Globalization;

namespace RedshiftSync.TestSupport;

/// <summary>Fills <c>testers.customers</c>, the module's default table.</summary>
public static class SampleCustomers
{
    /// <summary>The table.</summary>
    public const string Table = "testers.customers";

    /// <summary>The number of the first generated row.</summary>
    public const int FirstGeneratedId = 1001;

    /// <summary>
    /// The five rows of the example connector's table: 1 and 3 are older than the default start of a first sync,
    /// and 2, 4, 5 follow it in that order.
    /// </summary>
    public static IReadOnlyList<SampleCustomer> Five { get; } =
    [
        new(1, "Mathew", "Perry", "mathew@fivetran.com", "New York City", "New York", "United States", At("2023-12-31T23:59:59")),
        new(2, "Joe", "Doe", "joe@fivetran.com", "Paris", "Île-de-France", "France", At("2024-01-31T23:04:39")),
        new(3, "Jake", "Anderson", "jake@fivetran.com", "Tokyo", "Tokyo Prefecture", "Japan", At("2023-11-01T23:59:59")),
        new(4, "John", "William", "john@fivetran.com", "Sydney", "New South Wales", "Australia", At("2024-02-14T22:59:59")),
        new(5, "Ricky", "Roma", "ricky@fivetran.com", "Rio de Janeiro", "Rio de Janeiro", "Brazil", At("2024-03-16T16:40:29")),
    ];

    /// <summary>Creates the table with the five rows and <paramref name="generated"/> more, replacing an existing one.</summary>
    public static void Create(PostgresServer server, int generated = 0)
    {
        ArgumentNullException.ThrowIfNull(server);
        CreateEmpty(server);
        foreach (var row in Five)
        {
            server.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO {Table} VALUES ({row.CustomerId}, {Quote(row.FirstName)}, {Quote(row.LastName)}, {Quote(row.Email)},
                {Quote(row.City)}, {Quote(row.State)}, {Quote(row.Country)}, TIMESTAMPTZ '{row.UpdatedAt:yyyy-MM-dd HH:mm:ss.ffffff}+00')
                """));
        }

        AddGenerated(server, generated);
    }

    /// <summary>Creates the table with generated rows only.</summary>
    public static void CreateGenerated(PostgresServer server, int rows)
    {
        ArgumentNullException.ThrowIfNull(server);
        CreateEmpty(server);
        AddGenerated(server, rows);
    }

    /// <summary>Creates the table with generated rows that all have one timestamp.</summary>
    public static void CreateAtOneInstant(PostgresServer server, int rows, DateTime instant)
    {
        ArgumentNullException.ThrowIfNull(server);
        CreateEmpty(server);
        Insert(server, rows, string.Create(CultureInfo.InvariantCulture, $"TIMESTAMPTZ '{instant:yyyy-MM-dd HH:mm:ss.ffffff}+00'"));
    }

    /// <summary>
    /// Creates the table without rows, as in the example connector. It has no primary key: Redshift does not enforce one, so duplicates can
    /// be inserted.
    /// </summary>
    public static void CreateEmpty(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (
                customer_id integer,
                first_name varchar(100),
                last_name varchar(100),
                email varchar(255),
                city varchar(100),
                state varchar(100),
                country varchar(100),
                updated_at timestamptz DEFAULT current_timestamp);
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            GRANT SELECT ON {Table} TO {PostgresServer.User};
            """);
    }

    /// <summary>
    /// Adds rows from id 1001 on, the same ones each time, spread over 2024 and 2025. The order of ids is not the
    /// order of times, so that a missing ORDER BY shows.
    /// </summary>
    private static void AddGenerated(PostgresServer server, int rows)
    {
        // 7919 is a prime: it visits the slots out of order, each once unless the count is a multiple of it.
        Insert(server, rows, string.Create(CultureInfo.InvariantCulture, $"""
            TIMESTAMPTZ '2024-01-01 06:00:00+00' + ((g * 7919) % {Math.Max(rows, 1)}) * (INTERVAL '728 days' / {Math.Max(rows, 1)})
            + (g % 1000) * INTERVAL '1 microsecond'
            """));
    }

    private static void Insert(PostgresServer server, int rows, string timestamp)
    {
        if (rows <= 0)
        {
            return;
        }

        // One row in fifty has no e-mail address.
        server.Execute(string.Create(CultureInfo.InvariantCulture, $$"""
            INSERT INTO {{Table}} (customer_id, first_name, last_name, email, updated_at)
            SELECT {{FirstGeneratedId - 1}} + g, first, last,
                CASE WHEN g % 50 <> 0 THEN 'customer' || ({{FirstGeneratedId - 1}} + g) || '@example.com' END,
                {{timestamp}}
            FROM (
                SELECT g,
                    ('{Ada,Björn,Chiara,Dmitri,Elif,Fatima,Goran,Hana,Ines,Joao,Kwame,Léa,Marta,Nikhil,Olena,Priya}'::text[])
                        [1 + g % 16] AS first,
                    ('{Abe,Baker,Costa,Dubois,Eriksen,Fischer,García,Hughes,Ivanov,Jensen,Kaya,Lopez,Müller,Novák,Ortiz}'::text[])
                        [1 + g % 15] AS last
                FROM generate_series(1::bigint, {{rows}}) AS g) AS made
            """));
    }

    private static DateTime At(string iso)
    {
        return DateTime.Parse(iso + "Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
    }

    private static string Quote(string? text)
    {
        return text is null ? "NULL" : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
    }
}
