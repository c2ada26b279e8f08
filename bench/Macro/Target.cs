namespace RedshiftSync.Bench.Macro;

/// <summary>A figure with an upper limit: a ratio of medians of one run, or a plain number.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Value">Computes the figure from the medians by subject; null where a subject is missing.</param>
internal sealed record Target(string What, double Limit, Func<Medians, double?> Value);

/// <summary>The medians of a run.</summary>
internal sealed class Medians
{
    private readonly Dictionary<string, List<double>> _seconds = [];
    private readonly Dictionary<string, List<double>> _peaks = [];

    public IEnumerable<string> Subjects => _seconds.Keys;

    public void Add(string subject, double seconds, double? peak = null)
    {
        (_seconds.TryGetValue(subject, out var s) ? s : _seconds[subject] = []).Add(seconds);
        if (peak is { } megabytes)
        {
            (_peaks.TryGetValue(subject, out var p) ? p : _peaks[subject] = []).Add(megabytes);
        }
    }

    /// <summary>Seconds; null for a subject that did not run.</summary>
    public double? Seconds(string subject) => Median(_seconds, subject);

    /// <summary>Peak memory in megabytes; null for a subject that did not run in its own process.</summary>
    public double? Peak(string subject) => _peaks.TryGetValue(subject, out var values) ? values.Max() : null;

    public double Least(string subject) => _seconds[subject].Min();

    public double Most(string subject) => _seconds[subject].Max();

    private static double? Median(Dictionary<string, List<double>> all, string subject)
    {
        if (!all.TryGetValue(subject, out var values))
        {
            return null;
        }

        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
