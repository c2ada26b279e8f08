using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.Bench.Macro;

/// <summary>
/// A table of forty columns: twenty of all common types, twice. The first bigint is the key, the first timestamptz the cursor. In every
/// other column, a tenth of the values are NULL.
/// </summary>
internal static class WideTable
{
    /// <summary>The table.</summary>
    public const string Name = "testers.wide";

    // In the order of WideValues.
    private static readonly (string Name, string Type, string Value)[] Half =
    [
        ("small", "smallint", "g % 32000"),
        ("number", "integer", "g * 7 % 2000000000"),
        ("large", "bigint", "g"),
        ("price", "numeric(12,2)", "g % 1000000 + 0.25"),
        ("exact", "numeric(38,18)", "g + 0.123456789012345678"),
        ("rate", "numeric(18,4)", "g % 1000 * 1.0001"),
        ("single", "real", "g * 0.5"),
        ("ratio", "double precision", "g / 7.0"),
        ("active", "boolean", "g % 3 = 0"),
        ("code", "char(10)", "'C' || g % 10000"),
        ("name", "varchar(20)", "'Name' || g % 7919"),
        ("city", "varchar(100)", "(ARRAY['Berlin', 'Zürich', 'São Paulo', 'Springfield'])[1 + g % 4]"),
        ("comment", "varchar(255)", "'An order of customer' || g || '@example.com'"),
        ("due", "date", "DATE '2020-01-01' + (g % 3000)::integer"),
        ("opens", "time", "TIME '08:00:00' + g % 36000 * INTERVAL '1.000001 seconds'"),
        ("local", "timestamp", "TIMESTAMP '2023-05-01 12:00:00' + g * INTERVAL '1.000003 seconds'"),
        ("updated", "timestamptz", "TIMESTAMPTZ '2024-01-01 06:00:00+00' + g * INTERVAL '3.000007 seconds'"),
        ("quantity", "integer", "g % 100"),
        ("region", "bigint", "g % 17 * 1000000007"),
        ("shipped", "date", "DATE '2021-01-01' + (g % 1000)::integer"),
    ];

    private static readonly string[] Names = [.. Half.Select(c => c.Name), .. Half.Select(c => c.Name + "_2")];

    /// <summary>The statement that the module sends.</summary>
    public static string Sql { get; } =
        $"SELECT {string.Join(", ", Names.Select(n => $"\"{n}\""))} FROM {Name} WHERE \"updated\" >= '0001-01-01' "
        + "ORDER BY \"updated\", \"large\"";

    public static void Create(PostgresServer server, int rows)
    {
        var columns = Half.Concat(Half).Zip(Names, (c, name) => (Name: name, c.Type, c.Value)).ToArray();
        var values = columns.Select((c, i) => c.Name is "large" or "updated" ? c.Value : $"CASE WHEN (g + {i}) % 10 <> 0 THEN {c.Value} END");
        server.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {Name} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\" {c.Type}"))});
            INSERT INTO {Name} SELECT {string.Join(", ", values)} FROM generate_series(1::bigint, {rows}) AS g;
            CREATE INDEX ON {Name} (updated, large);
            GRANT SELECT ON {Name} TO {PostgresServer.User};
            """));
        server.Execute($"VACUUM ANALYZE {Name}");
    }
}
