using System.Globalization;
using RedshiftSync.Bench.Cmdlets;

namespace RedshiftSync.Bench.Subjects;

/// <summary>The subjects that do not use PowerShell, each in its own process.</summary>
internal static class Subject
{
    public static int Run(string name, IReadOnlyList<string> args)
    {
        switch (name)
        {
            case "raw":
                Expect(RawReader.Run(Setting("CONNECTION"), Setting("SQL"), null));
                return 0;
            case "raw-csv":
                using (var csv = new StreamWriter(Path.Combine(Setting("FOLDER"), "raw.csv")))
                {
                    Expect(RawReader.Run(Setting("CONNECTION"), Setting("SQL"), (key, first, last, email, time) => csv.Write(string.Create(
                        CultureInfo.InvariantCulture,
                        $"\"{key}\",\"{first}\",\"{last}\",\"{email}\",\"{time:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\"\n"))));
                }

                return 0;
            case "sqlite":
                SqliteUpserts.Run(Path.Combine(Setting("FOLDER"), "alone.db"), Rows);
                return 0;
            case "postgres":
                PostgresUpserts.Run(Setting("DESTINATION"), Rows);
                return 0;
            case "connector":
                ConnectorLoop.Run(Setting("CONNECTION"), Path.Combine(Setting("FOLDER"), "connector.json"), Rows / 50);
                return 0;
            default:
                Console.Error.WriteLine($"There is no subject '{name}'.");
                return 2;
        }
    }

    private static int Rows => int.Parse(Setting("ROWS"), CultureInfo.InvariantCulture);

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("BENCH_" + name) ?? throw new InvalidOperationException($"BENCH_{name} is not set.");

    private static void Expect(long rows)
    {
        if (rows != Rows)
        {
            throw new InvalidOperationException($"{rows} rows were read instead of {Rows}.");
        }
    }
}
