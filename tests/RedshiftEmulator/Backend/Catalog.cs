using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>What Redshift has and PostgreSQL lacks: functions and views in a schema of the emulator's own, to which statements are rewritten.</summary>
internal static class Catalog
{
    /// <summary>The schema; also the prefix of settings that PostgreSQL does not know.</summary>
    public const string Schema = "redshift_double";

    /// <summary>Makes the schema in the server's database; it may be there already.</summary>
    public static void Install(PostgresServer server)
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream("Catalog.sql")!;
        using var reader = new StreamReader(stream);
        server.Execute(reader.ReadToEnd());
    }
}
