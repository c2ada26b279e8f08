using System.Globalization;

namespace RedshiftSync.Bench.Macro;

/// <summary>Tables in Markdown, for docs/performance.md.</summary>
internal static class Report
{
    public static void Subjects(Medians medians)
    {
        var psql = medians.Seconds(Names.Psql);
        var processor = medians.ByProcessor;
        Line("\n| subject | median s | min–max s | processor s | peak MB | to psql \\copy |");
        Line("|---|---|---|---|---|---|");
        foreach (var subject in medians.Subjects)
        {
            var seconds = medians.Seconds(subject)!.Value;
            var isWarm = subject.StartsWith("warm", StringComparison.Ordinal);
            var ratio = psql is { } floor && !isWarm ? Number(seconds / floor, "0.0") : "";
            Line(
                $"| {Cell(subject)} | {Number(seconds, "0.000")} | " +
                    $"{Number(medians.Least(subject), "0.000")}–{Number(medians.Most(subject), "0.000")} | " +
                    $"{Number(processor.Seconds(subject), "0.000")} | {Number(medians.Peak(subject), "0")} | {ratio} |");
        }
    }

    public static void Targets(IEnumerable<Target> targets, Medians medians)
    {
        var processor = medians.ByProcessor;
        Line("\n| target | at most | measured | by processor time | |");
        Line("|---|---|---|---|---|");
        foreach (var target in targets)
        {
            if (target.Value(medians) is { } value)
            {
                Line(
                    $"| {Cell(target.What)} | {Number(target.Limit, "0.##")} | {Number(value, "0.00")} | {Number(target.Value(processor), "0.00")} | " +
                        $"{(value <= target.Limit ? "met" : "**missed**")} |");
            }
        }
    }

    public static void Line(string text) => Console.WriteLine(text);

    // A pipe character in a name would end the cell.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
