using System.Diagnostics;

namespace RedshiftSync.TestSupport;

/// <summary>
/// The PowerShell in which tests start processes: the one that <c>REDSHIFTSYNC_TEST_SHELL</c> names (a <c>pwsh</c> or a
/// <c>pwsh.dll</c>; build.ps1 sets it), otherwise the one that .config/dotnet-tools.json pins.
/// </summary>
public static class TestShell
{
    private static readonly Lazy<string> Program = new(Find);

    /// <summary>The command that starts the shell, without arguments for it.</summary>
    /// <exception cref="InvalidOperationException">The pinned PowerShell has not been restored.</exception>
    public static IReadOnlyList<string> Command => Program.Value.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
        ? ["dotnet", Program.Value]
        : [Program.Value];

    // 'dotnet pwsh' would put two processes in front of the shell, and killing the first leaves the shell running.
    private static string Find()
    {
        return Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_SHELL") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(RunPinnedTool("$PSHOME"), "pwsh.dll");
    }

    private static string RunPinnedTool(string command)
    {
        var start = new ProcessStartInfo("dotnet", ["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-Command", command])
        {
            // The manifest is searched for from here upwards.
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"PowerShell has not been restored: run 'dotnet tool restore' in '{Repository.Root}'. {output}{errors.Result}");
    }
}
