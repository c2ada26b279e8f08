namespace RedshiftSync.TestSupport;

/// <summary>Finds an installed PostgreSQL: its server programs are often not on PATH.</summary>
public sealed class PostgresBinaries
{
    private const string HowToInstall =
        "No PostgreSQL server programs (initdb, pg_ctl, postgres) were found. Install version 13 or later: " +
        "'apt-get install postgresql' on Debian and Ubuntu, 'dnf install postgresql-server' on Fedora, " +
        "'brew install postgresql@17' on macOS, 'winget install PostgreSQL.PostgreSQL.17' on Windows; " +
        "or set PGBIN to the folder that holds them.";

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    private PostgresBinaries(string folder)
    {
        Folder = folder;
    }

    /// <summary>The folder of all the programs.</summary>
    public string Folder { get; }

    /// <summary>The program that creates a data directory.</summary>
    public string InitDb => Program("initdb");

    /// <summary>The program that starts and stops a server.</summary>
    public string PgCtl => Program("pg_ctl");

    /// <summary>The command-line client, or null where only the server is installed.</summary>
    public string? Psql => File.Exists(Program("psql")) ? Program("psql") : OnPath("psql");

    /// <summary>Searches PGBIN, PATH, then the folders of packages and installers; newest version first.</summary>
    public static PostgresBinaries Find()
    {
        var folder = Candidates().FirstOrDefault(IsComplete);
        return folder is null ? throw new InvalidOperationException(HowToInstall) : new PostgresBinaries(folder);
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PGBIN") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        // A link on PATH may stand alone: the folder it points into holds the rest (psql, share files).
        if (OnPath("pg_ctl") is { } linked)
        {
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(linked, returnFinalTarget: true)?.FullName ?? linked)!;
        }

        string[] installRoots =
        [
            "/usr/lib/postgresql",
            "/opt/homebrew/opt",
            "/usr/local/opt",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"),
        ];
        foreach (var root in installRoots.Where(Directory.Exists))
        {
            foreach (var version in Directory.GetDirectories(root).Where(IsPostgresFolder).OrderByDescending(VersionOf))
            {
                yield return Path.Combine(version, "bin");
            }
        }

        // Fedora and others install the server's programs directly there.
        yield return "/usr/bin";
        yield return "/usr/pgsql/bin";
    }

    // Homebrew's "opt" holds every formula, so the name must say PostgreSQL or be a bare version.
    private static bool IsPostgresFolder(string folder)
    {
        var name = Path.GetFileName(folder);
        return name.StartsWith("postgresql", StringComparison.Ordinal) || char.IsAsciiDigit(name[0]);
    }

    private static int VersionOf(string folder)
    {
        var digits = new string([.. Path.GetFileName(folder).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, out var version) ? version : 0;
    }

    private static bool IsComplete(string folder)
    {
        return new[] { "initdb", "pg_ctl", "postgres" }.All(name => File.Exists(Path.Combine(folder, name + Suffix)));
    }

    private static string? OnPath(string name)
    {
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name + Suffix))
            .FirstOrDefault(File.Exists);
    }

    private string Program(string name)
    {
        return Path.Combine(Folder, name + Suffix);
    }
}
