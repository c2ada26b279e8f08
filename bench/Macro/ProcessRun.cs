using System.Diagnostics;
using System.Globalization;

namespace RedshiftSync.Bench.Macro;

/// <summary>One run of a subject in its own process.</summary>
internal sealed record ProcessRun(double Seconds, double PeakMegabytes, string Output)
{
    public static ProcessRun Of(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(10))
        {
            peak = Math.Max(peak, Peak(process));
        }

        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new(seconds, peak, output.Result)
            : throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {process.ExitCode}: {errors.Result}");
    }

    // The peak resident set according to the operating system; it only grows, so the last value before the end is sufficient.
    private static double Peak(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(
                    l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null
                    ? 0
                    : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
            }

            process.Refresh();
            return process.PeakWorkingSet64 / 1048576.0;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            // The process has just ended.
            return 0;
        }
    }
}
