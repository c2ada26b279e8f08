using System.Runtime.CompilerServices;
using RedshiftSync.TestSupport;

namespace RedshiftSync.RedshiftEmulator.Backend;

/// <summary>
/// Types, functions and views that Redshift has and PostgreSQL lacks. Functions and views are in the emulator's own schema; statements are
/// rewritten to use them.
/// </summary>
internal static class Catalog
{
    /// <summary>The schema; also the prefix of settings that PostgreSQL does not know.</summary>
    public const string Schema = "redshift_emulator";

    // Tests start many emulators in front of a server.
    private static readonly ConditionalWeakTable<PostgresServer, object> Done = [];

    /// <summary>Creates the schema and the types in the server's database if they do not exist.</summary>
    public static void Install(PostgresServer server)
    {
        if (!Done.TryGetValue(server, out _))
        {
            server.Execute(Script("Types.sql") + Script("Catalog.sql") + Script("Show.sql"));
            Done.TryAdd(server, server);
        }
    }

    public static string Script(string name)
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
