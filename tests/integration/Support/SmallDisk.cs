using System.Diagnostics;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

/// <summary>An in-memory disk of one megabyte; mounting it needs root on Linux.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path)
    {
        Path = path;
    }

    /// <summary>The mount point.</summary>
    public string Path { get; }

    /// <summary>Mounts a disk in a folder; null without permission.</summary>
    public static SmallDisk? TryMount(TemporaryFolder folder)
    {
        var path = folder["disk"];
        Directory.CreateDirectory(path);
        return OperatingSystem.IsLinux()
            && System.Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path)
            ? new SmallDisk(path)
            : null;
    }

    public void Dispose() => Run("umount", Path);

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
