using System.Diagnostics;

namespace RedshiftSync.TestSupport;

/// <summary>
/// Cleans up after a killed process: a shell waits for its standard input to close, which happens however the owner
/// ends, kill -9 included, then stops the server and removes its folder. Unix only; Windows relies on the ProcessExit event.
/// </summary>
internal sealed class OrphanCleanup : IDisposable
{
    // Ctrl+C reaches the whole foreground group: the cleanup process must outlive it.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        folder=$1; shift
        read -r _
        [ -d "$folder" ] || exit 0
        cd "$folder" && "$@" >/dev/null 2>&1
        cd / && rm -rf "$folder"
        """;

    private readonly Process _shell;

    private OrphanCleanup(Process shell)
    {
        _shell = shell;
    }

    /// <summary>Starts a cleanup process for a folder, with the command that stops the server in it.</summary>
    public static OrphanCleanup? Start(string folder, IEnumerable<string> stopCommand)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", folder, .. stopCommand])
        {
            RedirectStandardInput = true,
            // Its own pipes: it would keep inherited ones open, and their readers would wait for it.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        UnprivilegedUser.RemoveLibpqVariables(start);
        return new OrphanCleanup(Process.Start(start)!);
    }

    /// <summary>Ends the cleanup process; call after the folder is removed.</summary>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit(TimeSpan.FromSeconds(30));
        _shell.Dispose();
    }
}
