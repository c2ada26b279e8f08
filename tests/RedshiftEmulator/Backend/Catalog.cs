using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>
/// Functions and views that Redshift has and PostgreSQL lacks, in the emulator's own schema; statements are rewritten to use them.
/// </summary>
internal static class Catalog
{
    /// <summary>The schema; also the prefix of settings that PostgreSQL does not know.</summary>
    public const string Schema = "redshift_emulator";

    /// <summary>Creates the schema in the server's database if it does not exist.</summary>
    public static void Install(PostgresServer server)
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("Catalog.sql")!;
        using var reader = new StreamReader(stream);
        server.Execute(reader.ReadToEnd());
    }
}
