using System.Globalization;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>The double for a real whose digits are the real's own: 0.1 for the real 0.1, not 0.10000000149011612.</summary>
internal static class ShortestDouble
{
    // Products of these and a real are exact in a double.
    private static readonly double[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>Returns the double for a real.</summary>
    public static double Of(float value)
    {
        // Formatting and parsing take as long as SQLite takes for the value, so this covers most values with few decimals: where the next
        // real is closer than one unit of the last decimal, at most one decimal fraction stands for the real.
        var magnitude = MathF.Abs(value);
        double spacing = MathF.BitIncrement(magnitude) - magnitude;
        foreach (var power in Powers)
        {
            if (!(spacing * power < 1))
            {
                break;
            }

            var fraction = Math.Round(value * power) / power;
            if ((float)fraction == value)
            {
                return fraction;
            }
        }

        Span<char> text = stackalloc char[32];
        return value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture)
            ? double.Parse(text[..length], CultureInfo.InvariantCulture)
            : value;
    }
}
