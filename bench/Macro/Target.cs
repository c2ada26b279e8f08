namespace RedshiftSync.Bench.Macro;

/// <summary>A figure with an upper limit: a ratio of medians of one run, or a plain number.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Value">Computes the figure from the medians by subject; null where a subject is missing.</param>
internal sealed record Target(string What, double Limit, Func<Medians, double?> Value);

/// <summary>The medians of a run.</summary>
internal sealed class Medians
{
    private readonly Dictionary<string, List<double>> _seconds;
    private readonly Dictionary<string, List<double>> _processor = [];
    private readonly Dictionary<string, List<double>> _peaks = [];

    public Medians()
        : this([])
    {
    }

    private Medians(Dictionary<string, List<double>> seconds)
    {
        _seconds = seconds;
    }

    public IEnumerable<string> Subjects => _seconds.Keys;

    /// <summary>The same medians with processor time in place of seconds, as far as there is any.</summary>
    public Medians ByProcessor => new(_processor);

    public void Add(string subject, double seconds, double? processor = null, double? peak = null)
    {
        Add(_seconds, subject, seconds);
        Add(_processor, subject, processor);
        Add(_peaks, subject, peak);
    }

    /// <summary>Seconds; null for a subject that did not run.</summary>
    public double? Seconds(string subject) => Median(_seconds, subject);

    /// <summary>Peak memory in megabytes; null for a subject that did not run in its own process.</summary>
    public double? Peak(string subject) => _peaks.TryGetValue(subject, out var values) ? values.Max() : null;

    public double Least(string subject) => _seconds[subject].Min();

    public double Most(string subject) => _seconds[subject].Max();

    private static void Add(Dictionary<string, List<double>> all, string subject, double? value)
    {
        if (value is { } known)
        {
            (all.TryGetValue(subject, out var values) ? values : all[subject] = []).Add(known);
        }
    }

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
