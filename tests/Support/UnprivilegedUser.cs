using System.Diagnostics;

namespace RedshiftSync.TestSupport;

/// <summary>PostgreSQL refuses to run as root: on Unix its programs are then started as another user.</summary>
internal static class UnprivilegedUser
{
    // On Windows pg_ctl and initdb drop an administrator's rights by themselves.
    private static readonly bool IsRoot = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    private static readonly string User = UserExists("postgres") ? "postgres" : "nobody";

    /// <summary>The words to put before a program's own, or none.</summary>
    public static IReadOnlyList<string> Prefix { get; } = !IsRoot
        ? []
        : File.Exists("/usr/sbin/runuser") || File.Exists("/sbin/runuser")
            ? ["runuser", "-u", User, "--"]
            : ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"];

    /// <summary>A folder that the other user can reach too: root's own temporary folder may be closed to it.</summary>
    public static string TemporaryRoot => IsRoot ? "/tmp" : Path.GetTempPath();

    /// <summary>Gives a folder to the user that the server will run as.</summary>
    public static void HandOver(string folder)
    {
        if (IsRoot)
        {
            RunAndCheck(["chown", "-R", User, folder], folder);
        }
    }

    /// <summary>Runs a program to its end; what it printed is in the exception when it fails.</summary>
    public static void RunAndCheck(IReadOnlyList<string> command, string workingFolder)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            // Not ours: the other user may have no right to be there.
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        RemoveLibpqVariables(start);

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'{string.Join(' ', command)}' ended with {process.ExitCode}:{Environment.NewLine}{output}{errors.Result}");
        }
    }

    /// <summary>A test's server is started as it always is, whatever libpq's variables say.</summary>
    public static void RemoveLibpqVariables(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
    }

    private static bool UserExists(string name)
    {
        return File.Exists("/etc/passwd")
            && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
    }
}
