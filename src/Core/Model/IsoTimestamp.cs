using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// The one text form of a point in time in this project: ISO 8601 in UTC with six digits of a second, for example
/// <c>2024-05-01T12:30:00.000001Z</c>. Six digits because Redshift keeps whole microseconds; of fixed width so that text sorts as time does.
/// </summary>
public static class IsoTimestamp
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private const DateTimeStyles UtcUnlessStated = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    // Year first, so that no culture's idea of day and month order can matter. The zone is optional and UTC when absent.
    private static readonly string[] AcceptedPatterns =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzz",
    ];

    /// <summary>Formats <paramref name="utc"/>, a UTC time, with six digits; anything below a microsecond is cut off.</summary>
    public static string Format(DateTime utc) => utc.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Reads a year-first ISO time in any culture; a time without a zone is UTC.</summary>
    /// <param name="text">The text, at most seven digits of a second.</param>
    /// <param name="utc">The time in UTC when the result is true.</param>
    /// <returns>False when <paramref name="text"/> is not such a time.</returns>
    public static bool TryParse(string? text, out DateTime utc) =>
        DateTime.TryParseExact(text?.Trim(), AcceptedPatterns, CultureInfo.InvariantCulture, UtcUnlessStated, out utc);

    /// <summary>
    /// Rounds up to the next whole microsecond. A bound between two microseconds, inclusive from below or exclusive from above, means the
    /// same rows as the next whole one; cutting it off would let in a row that lies before it.
    /// </summary>
    public static DateTime CeilingToMicrosecond(DateTime utc)
    {
        var excess = utc.Ticks % TimeSpan.TicksPerMicrosecond;
        return excess == 0 || utc.Ticks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerMicrosecond
            ? utc
            : utc.AddTicks(TimeSpan.TicksPerMicrosecond - excess);
    }
}
