using System.Globalization;

namespace RedshiftSync.Bench.Subjects;

/// <summary>
/// The rows of the benchmark's table, from memory. Their texts are created beforehand, because creating them is not part of the
/// measurement.
/// </summary>
internal static class MemoryRows
{
    private const int Distinct = 10_000;

    private static readonly (string First, string Last, string? Email)[] Texts =
    [
        .. Enumerable.Range(1, Distinct)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"customer{1_000_000 - g}@example.com"))
            .Select((email, g) => ($"First{g % 1000}", $"Lastname{g % 7919}", g % 50 == 49 ? null : email)),
    ];

    private static readonly DateTime Start = new(2024, 1, 1, 6, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<(long Key, string First, string Last, string? Email, DateTime Time)> All(int count)
    {
        for (var g = 1; g <= count; g++)
        {
            var (first, last, email) = Texts[g % Distinct];
            yield return (g, first, last, email, Start.AddTicks(g * 30_000_070L));
        }
    }
}
