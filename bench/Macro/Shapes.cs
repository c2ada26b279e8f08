using System.Diagnostics;
using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.Bench.Macro;

/// <summary>The memory of one process that reads tables of many shapes, each with columns of its own.</summary>
internal static class Shapes
{
    public static int Run(IReadOnlyList<string> args)
    {
        var count = args switch
        {
            [] => 10_000,
            ["--count", var number] => int.Parse(number, NumberStyles.AllowThousands, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"'{string.Join(' ', args)}' is not known."),
        };
        var folder = Directory.CreateTempSubdirectory("redshiftsync-bench");
        try
        {
            using var server = new PostgresServer();
            BenchData.Create(server, rows: 1000);
            Create(server, count);
            var script = Path.Combine(AppContext.BaseDirectory, "scripts", "Shapes.ps1");
            string[] command = [.. TestShell.Command, "-NoProfile", "-NonInteractive", "-File", script, "-Count", $"{count}"];
            var start = new ProcessStartInfo(command[0], command.Skip(1));
            foreach (var (name, value) in BenchData.Environment(server, server, folder.FullName, 1000))
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Names of tables and columns all differ, because whatever remembers one of them is part of the measurement.
    private static void Create(PostgresServer server, int count) => server.Execute(string.Create(CultureInfo.InvariantCulture, $"""
        DO $$
        BEGIN
            FOR n IN 1..{count} LOOP
                EXECUTE format(
                    'CREATE VIEW testers.shape_%s AS SELECT large AS key_%s, name AS name_%s, price AS price_%s, due AS due_%s, '
                        'updated AS updated_%s FROM {WideTable.Name}',
                    n, n, n, n, n, n);
                EXECUTE format('GRANT SELECT ON testers.shape_%s TO {PostgresServer.User}', n);
                IF n % 500 = 0 THEN
                    COMMIT;
                END IF;
            END LOOP;
        END
        $$
        """));
}
