using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// Formats and parses points in time: ISO 8601 in UTC with six fractional digits, for example <c>2024-05-01T12:30:00.000001Z</c>. Six
/// digits because Redshift keeps whole microseconds; of fixed width so that text sorts as time does.
/// </summary>
internal static class IsoTimestamp
{
    private static ReadOnlySpan<byte> Template => "0000-00-00T00:00:00.000000Z"u8;

    private const DateTimeStyles UtcUnlessStated = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    // Year first, so that no culture's idea of day and month order can matter. The zone is optional and UTC when absent.
    private static readonly string[] AcceptedPatterns =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzz",
    ];

    /// <summary>The length of the text in characters and in bytes.</summary>
    public const int Length = 27;

    /// <summary>The length without the zone at the end, for a time without a zone.</summary>
    public const int LengthWithoutZone = Length - 1;

    /// <summary>
    /// Formats <paramref name="utc"/>, a UTC time, with six fractional digits; anything below a microsecond is truncated.
    /// </summary>
    public static string Format(DateTime utc) => string.Create(Length, utc, static (text, time) =>
    {
        Span<byte> ascii = stackalloc byte[Length];
        Write(time, ascii);
        Encoding.ASCII.GetChars(ascii, text);
    });

    /// <summary>Formats a time as <see cref="Format"/> does, as UTF-8.</summary>
    /// <param name="utc">The time.</param>
    /// <param name="text">The buffer for <see cref="Length"/> bytes.</param>
    // Not by the framework, which parses its pattern each time and takes more than twice as long: this runs once per row.
    public static void Write(DateTime utc, Span<byte> text)
    {
        Template.CopyTo(text);
        Digits(text[..4], utc.Year);
        Digits(text[5..7], utc.Month);
        Digits(text[8..10], utc.Day);
        Digits(text[11..13], utc.Hour);
        Digits(text[14..16], utc.Minute);
        Digits(text[17..19], utc.Second);
        Digits(text[20..26], (int)(utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Reads a year-first ISO time in any culture; a time without a zone is UTC.</summary>
    /// <param name="text">The text, with at most seven fractional digits.</param>
    /// <param name="utc">The time in UTC when the result is true.</param>
    /// <returns>False if <paramref name="text"/> is not a time in this format.</returns>
    public static bool TryParse(string? text, out DateTime utc) =>
        DateTime.TryParseExact(text?.Trim(), AcceptedPatterns, CultureInfo.InvariantCulture, UtcUnlessStated, out utc);

    /// <summary>
    /// Rounds up to the next whole microsecond. A bound between two microseconds, inclusive from below or exclusive from above, selects
    /// the same rows as the next whole one; truncating it would include an earlier row.
    /// </summary>
    public static DateTime CeilingToMicrosecond(DateTime utc)
    {
        var excess = utc.Ticks % TimeSpan.TicksPerMicrosecond;
        return excess == 0 || utc.Ticks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerMicrosecond
            ? utc
            : utc.AddTicks(TimeSpan.TicksPerMicrosecond - excess);
    }

    private static void Digits(Span<byte> text, int number)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}
