using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RedshiftSync.Bench.Subjects;
using RedshiftSync.TestSupport;

namespace RedshiftSync.Bench.Macro;

/// <summary>Runs the subjects in turn, round after round, so that other load on the machine affects all of them alike.</summary>
internal sealed class Suite(Options options)
{
    private const int ConnectorShare = 50;

    // New destinations for the first of the pair; the second finds every row in place.
    private static readonly string[] InPairs = [Names.SqliteAgain, Names.SqliteAgainAlone];

    private readonly IReadOnlyList<string> _shell = TestShell.Command;

    public int Run()
    {
        var folder = Directory.CreateTempSubdirectory("redshiftsync-bench");
        try
        {
            Report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Rows:N0} customers, medians of {options.Rounds} rounds, " +
                    $"{Environment.ProcessorCount} processors shared with the server, .NET {Environment.Version}"));
            var small = Measure(folder.FullName, options.Rows, WholeProcesses(), options.Rounds, InProcess);
            Report.Subjects(small);
            Report.Targets(Targets.All, small);
            if (options.Large > 0)
            {
                MeasureLarge(folder.FullName, small);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static int Execute(IReadOnlyList<string> command)
    {
        var folder = Directory.CreateTempSubdirectory("redshiftsync-bench");
        try
        {
            using var server = new PostgresServer();
            using var destination = new PostgresServer();
            var rows = int.Parse(Environment.GetEnvironmentVariable("BENCH_ROWS") ?? "1000000", CultureInfo.InvariantCulture);
            BenchData.Create(server, rows);
            var start = new ProcessStartInfo(command[0], command.Skip(1));
            foreach (var (name, value) in BenchData.Environment(server, destination, folder.FullName, rows))
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

    private void MeasureLarge(string folder, Medians small)
    {
        var modes = new[] { Names.GetNull, Names.GetCsv, Names.Batches, Names.Sqlite, Names.Postgres };
        Report.Line(string.Create(CultureInfo.InvariantCulture, $"\n{options.Large:N0} customers"));
        var subjects = WholeProcesses().Where(s => modes.Contains(s.Name)).ToArray();
        var large = Measure(folder, options.Large, subjects, rounds: 1, Increments);
        Report.Subjects(large);
        Report.Targets([.. Targets.Large, .. modes.Select(m => Targets.Growth(m, small.Peak(m)))], large);
    }

    private Medians Measure(
        string folder,
        int rows,
        IReadOnlyList<(string Name, string[] Command)> subjects,
        int rounds,
        Action<Medians, Dictionary<string, string>> inProcess)
    {
        using var server = new PostgresServer();
        // Durability is part of the measurement.
        var durable = new Dictionary<string, string> { ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on" };
        using var destination = new PostgresServer(new PostgresOptions { Settings = durable });
        BenchData.Create(server, rows);
        var environment = BenchData.Environment(server, destination, folder, rows);
        var medians = new Medians();

        // The first round warms up files and caches.
        for (var round = rounds > 1 ? 0 : 1; round <= rounds; round++)
        {
            foreach (var (name, command) in subjects.Where(s => options.Includes(s.Name)))
            {
                Prepare(folder, destination, name);
                Console.Error.WriteLine($"round {round}: {name}");
                var run = ProcessRun.Of(command, environment);
                if (round > 0)
                {
                    var share = name == Names.Connector ? ConnectorShare : 1;
                    medians.Add(name, run.Seconds * share, peak: run.PeakMegabytes);
                }
            }
        }

        inProcess(medians, environment);
        return medians;
    }

    private static void Prepare(string folder, PostgresServer destination, string name)
    {
        if (InPairs.Contains(name))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(folder))
        {
            File.Delete(file);
        }

        PostgresUpserts.Drop(destination.SuperUserConnectionString);
        PostgresUpserts.Drop(destination.SuperUserConnectionString, ofModule: true);
    }

    private List<(string Name, string[] Command)> WholeProcesses()
    {
        string[] Own(string subject) => ["dotnet", typeof(Suite).Assembly.Location, "subject", subject];
        var subjects = new List<(string Name, string[] Command)>();
        if (!OperatingSystem.IsWindows() && PostgresBinaries.Find().Psql is { } psql)
        {
            var export =
                $"exec '{psql}' -X -q -h \"$BENCH_HOST\" -p \"$BENCH_PORT\" -U \"$BENCH_USER\" -d \"$BENCH_DATABASE\" " +
                "-c \"\\\\copy ($BENCH_SQL) TO '$BENCH_FOLDER/psql.csv' CSV HEADER\"";
            subjects.Add((Names.Psql, ["/bin/sh", "-c", export]));
            subjects.Add((Names.PsqlPipe, ["/bin/sh", "-c", Pipe(psql)]));
        }

        subjects.Add((Names.Raw, Own("raw")));
        subjects.Add((Names.RawCsv, Own("raw-csv")));
        subjects.Add((Names.SqliteAlone, Own("sqlite")));
        subjects.Add((Names.SqliteAgainAlone, Own("sqlite")));
        subjects.Add((Names.PostgresAlone, Own("postgres")));
        subjects.Add((Names.Connector, Own("connector")));
        string[] Script(string name) => [.. RunScript("Subject.ps1"), name];
        subjects.Add((Names.Shell, [.. _shell, "-NoProfile", "-NonInteractive", "-Command", "$null"]));
        subjects.Add((Names.Import, [.. _shell, "-NoProfile", "-NonInteractive", "-Command", "Import-Module $env:BENCH_MANIFEST"]));
        subjects.Add((Names.FirstRow, Script("connect")));
        subjects.Add((Names.FirstRowGet, Script("first")));
        subjects.Add((Names.GetNull, Script("null")));
        subjects.Add((Names.GetCsv, Script("csv")));
        subjects.Add((Names.MemoryCsv, Script("memory-csv")));
        subjects.Add((Names.Batches, Script("batches")));
        subjects.Add((Names.Sqlite, Script("sqlite")));
        subjects.Add((Names.SqliteAgain, Script("sqlite-again")));
        subjects.Add((Names.Postgres, Script("postgres")));
        subjects.Add((Names.Memory.Null, Script("connected-null")));
        subjects.Add((Names.Memory.Csv, Script("connected-csv")));
        subjects.Add((Names.Memory.Batches, Script("connected-batches")));
        subjects.Add((Names.Memory.Sqlite, Script("connected-sqlite")));
        subjects.Add((Names.Memory.Postgres, Script("connected-postgres")));
        subjects.Add((Names.UserScript, RunScript("UserScript.ps1")));
        return subjects;
    }

    // The table has a primary key, like that of the module, which costs as much as everything else about the table.
    private static string Pipe(string psql) =>
        $"set -e; target() {{ '{psql}' -X -q -v ON_ERROR_STOP=1 -d \"$BENCH_ADDRESS\" -c \"$1\"; }}; "
        + "target 'CREATE TABLE customers (customer_id bigint PRIMARY KEY, first_name text, last_name text, email text, updated_at timestamptz)'; "
        + $"'{psql}' -X -q -h \"$BENCH_HOST\" -p \"$BENCH_PORT\" -U \"$BENCH_USER\" -d \"$BENCH_DATABASE\" "
        + "-c \"\\\\copy ($BENCH_SQL) TO STDOUT\" | target '\\copy customers FROM STDIN'";

    private string[] RunScript(string name) =>
        [.. _shell, "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "scripts", name)];

    private void InProcess(Medians medians, Dictionary<string, string> environment) =>
        RunTimings("InProcess.ps1", medians, environment, options.Rounds);

    private void Increments(Medians medians, Dictionary<string, string> environment) =>
        RunTimings("Increments.ps1", medians, environment, Math.Max(options.Rounds, 15));

    // The script emits a line of JSON for each timing.
    private void RunTimings(string script, Medians medians, Dictionary<string, string> environment, int rounds)
    {
        Console.Error.WriteLine($"in one process: {script}");
        var run = ProcessRun.Of([.. RunScript(script), "-Rounds", $"{rounds}", "-Only", options.Only ?? ""], environment);
        foreach (var line in run.Output.Split('\n').Where(l => l.StartsWith('{')))
        {
            using var timing = JsonDocument.Parse(line);
            var root = timing.RootElement;
            double? processor = root.TryGetProperty("processor", out var used) ? used.GetDouble() : null;
            medians.Add(root.GetProperty("subject").GetString()!, root.GetProperty("seconds").GetDouble(), processor);
        }
    }
}
