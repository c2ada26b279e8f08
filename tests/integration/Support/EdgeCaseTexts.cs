using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>Texts that code between two databases could misinterpret.</summary>
internal static class EdgeCaseTexts
{
    /// <summary>The texts; one row each, from key 1 on.</summary>
    public static IReadOnlyList<string?> All { get; } =
    [
        null, "", " ", "-", "/", "NULL", "\\N", "\\", "\\\\", "\\.", "a\\nb", "'", "''", "\"", "O'Brien", "x\ty", "line\nbreak",
        "line\r\nbreak", "\r", "trailing ", " leading",
        "trailing tab\t", "no\u00a0break ", "Zoë", "Zoe\u0308", "Ünïcödé ßẞ", "日本語", "👩‍👩‍👧‍👦", "\U0010FFFF", "\uFEFFbom",
        "\u200F\u202Ertl", "ﷺ", "é", "e\u0301", "İiIı", "1", "007", "1e5", "0x1F", "+5",
        "2024-05-01", "true", "{}", "[1]", "%s", "$1", "@p", ":p", "?", "; DROP TABLE customers; --", "/* */", "{0}",
        "\u0001\u001f\u007f\u0080", new string('x', 100), new string('é', 50), new string('語', 33), "🙂" + new string('a', 90),
    ];

    /// <summary>Inserts the texts into the table of sample customers as first name, last name and e-mail address.</summary>
    public static void Insert(PostgresServer server)
    {
        using var connection = new Npgsql.NpgsqlConnection(server.SuperUserConnectionString);
        connection.Open();
        for (var i = 0; i < All.Count; i++)
        {
            using var command = connection.CreateCommand();
            command.CommandText =
                $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, last_name, email, updated_at) " +
                    "VALUES ($1, $2, $3, $4, TIMESTAMPTZ '2024-05-01Z' + $1 * INTERVAL '1.000001 second')";
            command.Parameters.Add(new() { Value = i + 1 });
            command.Parameters.Add(new() { Value = (object?)All[i] ?? DBNull.Value });
            command.Parameters.Add(new() { Value = (object?)All[^(i + 1)] ?? DBNull.Value });
            command.Parameters.Add(new() { Value = (object?)All[(i + 7) % All.Count] ?? DBNull.Value });
            command.ExecuteNonQuery();
        }
    }
}
