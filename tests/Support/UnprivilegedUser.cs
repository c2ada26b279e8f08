using System.Diagnostics;

namespace RedshiftSync.TestSupport;

/// <summary>Runs PostgreSQL's programs as another user where this one is root, since PostgreSQL refuses to run as root.</summary>
internal static class UnprivilegedUser
{
    // On Windows, pg_ctl and initdb drop an administrator's privileges themselves.
    private static readonly bool IsRoot = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    private static readonly string User = UserExists("postgres") ? "postgres" : "nobody";

    /// <summary>The command prefix that switches the user, or none.</summary>
    public static IReadOnlyList<string> Prefix { get; } = !IsRoot
        ? []
        : File.Exists("/usr/sbin/runuser") || File.Exists("/sbin/runuser")
            ? ["runuser", "-u", User, "--"]
            : ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"];

    /// <summary>A temporary folder that the other user can access; root's own may be inaccessible to it.</summary>
    public static string TemporaryRoot => IsRoot ? "/tmp" : Path.GetTempPath();

    /// <summary>Makes the user that the server runs as the owner of a folder.</summary>
    public static void ChangeOwner(string folder)
    {
        if (IsRoot)
        {
            RunAndCheck(["chown", "-R", User, folder], folder);
        }
    }

    /// <summary>Runs a program to its end; an exception contains its output if it fails.</summary>
    public static void RunAndCheck(IReadOnlyList<string> command, string workingFolder)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            // Not the current folder, which the other user may not be allowed to read.
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

    /// <summary>Removes libpq's variables, so that the server always starts with the same settings.</summary>
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
