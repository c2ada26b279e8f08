using RedshiftSync.RedshiftEmulator.Backend;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator;

/// <summary>Makes tables in the backend behave as Redshift's.</summary>
public static class RedshiftTables
{
    /// <summary>Lets rows of a table repeat its declared keys: Redshift does not enforce them (docs/redshift.md, Duplicate keys).</summary>
    /// <param name="server">The backend.</param>
    /// <param name="table">The table's name as in SQL, with its schema.</param>
    public static void AllowDuplicateKeys(PostgresServer server, string table)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(table);
        var literal = table.Replace("'", "''", StringComparison.Ordinal);

        // NOT NULL stays.
        server.Execute($"""
            SET LOCAL allow_system_table_mods = on;
            UPDATE pg_index SET indisunique = false, indisexclusion = false WHERE indrelid = '{literal}'::regclass;
            """);
    }

    /// <summary>
    /// Makes comparisons of floats false if either side is NaN, and their negations too, as in scans of tables (docs/redshift.md, Floats).
    /// Applies to every session of the server's database that starts later. Redshift compares constants as PostgreSQL does; here they
    /// become false as well.
    /// </summary>
    public static void CompareNaNAsInScans(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.Execute(Catalog.Script("NaN.sql"));
    }
}
