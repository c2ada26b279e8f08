using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Converts "90s", "5m", "2h", "1d", "00:05:00" or a TimeSpan to a length of time. A number without a unit is refused, except 0: the binder
/// would convert it to ticks.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LagAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) => TryRead(inputData, out var lag)
        ? lag
        : throw new ArgumentTransformationMetadataException(
            $"'{inputData}' is not a length of time. Write 90s, 5m, 2h, 1d, 00:05:00 or 0, or pass a TimeSpan that is not negative.");

    internal static bool TryRead(object? input, out TimeSpan length)
    {
        // The parser reads 20s as a short and 1d as a decimal; converting to a string restores the typed text.
        var read = EngineValue.Unwrap(input) is TimeSpan span ? span : Parse(LanguagePrimitives.ConvertTo<string>(input).Trim());
        length = read ?? TimeSpan.Zero;
        return read >= TimeSpan.Zero;
    }

    private static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            return ParseClock(text);
        }

        if (text.Length < 2 || SecondsPerUnit(text[^1]) is not { } seconds)
        {
            return null;
        }

        var number = text.AsSpan(0, text.Length - 1);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units)
            && units * seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(units * seconds) : null;
    }

    private static double? SecondsPerUnit(char unit) => char.ToLowerInvariant(unit) switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        _ => null,
    };

    // The framework reads 36:00:00 as 36 days. Days are separated by a dot: 1.12:00:00.
    private static TimeSpan? ParseClock(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var hasHours = int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var hours);
        var clock = hasHours && hours > 23 ? FormattableString.Invariant($"{hours / 24}.{hours % 24}{text[colon..]}") : text;
        return TimeSpan.TryParse(clock, CultureInfo.InvariantCulture, out var span) ? span : null;
    }
}
