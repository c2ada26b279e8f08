using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Turns "90s", "5m", "2h", "1d", "00:05:00" or a TimeSpan into a length of time. A bare number has no unit and is refused, except 0; the stock binder would take it for ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LagAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        TryRead(inputData, out var lag)
            ? lag
            : throw new ArgumentTransformationMetadataException($"'{inputData}' is not a length of time. Write 90s, 5m, 2h, 1d, 00:05:00 or 0, or pass a TimeSpan that is not negative.");

    internal static bool TryRead(object? input, out TimeSpan length)
    {
        // To the parser 20s is a short and 1d a decimal; converting to a string gives back what was typed.
        var read = input is TimeSpan or PSObject { BaseObject: TimeSpan }
            ? LanguagePrimitives.ConvertTo<TimeSpan>(input)
            : Parse(LanguagePrimitives.ConvertTo<string>(input).Trim());
        length = read ?? TimeSpan.Zero;
        return read >= TimeSpan.Zero;
    }

    // The framework reads 36:00:00 as 36 days. Days are written with a dot: 1.12:00:00.
    private static TimeSpan? ParseClock(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var days = int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours > 23 ? hours / 24 : 0;
        var clock = days > 0 ? FormattableString.Invariant($"{days}.{hours % 24}{text[colon..]}") : text;
        return TimeSpan.TryParse(clock, CultureInfo.InvariantCulture, out var span) ? span : null;
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

        double? unit = text.Length > 1
            ? char.ToLowerInvariant(text[^1]) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => null }
            : null;
        var isNumber = double.TryParse(text.AsSpan(0, Math.Max(text.Length - 1, 0)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return unit is { } seconds && isNumber && number * seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(number * seconds) : null;
    }
}
