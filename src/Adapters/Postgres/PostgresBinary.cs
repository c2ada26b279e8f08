using System.Buffers.Binary;
using System.Buffers.Text;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The binary form of values whose text the server of the source has written. The driver's own types do not hold all of them: numbers of 38
/// digits, and times of 24:00:00.
/// </summary>
internal static class PostgresBinary
{
    private const int DigitsPerGroup = 4;
    private const int NumericHeader = 4 * sizeof(short);

    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;

    /// <summary>Writes a numeric: groups of four decimal digits, before and after the point.</summary>
    /// <param name="to">The COPY.</param>
    /// <param name="text">Digits, perhaps with a sign and a point; or NaN, Infinity, -Infinity.</param>
    public static void WriteNumeric(PostgresCopyBuffer to, ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        if (!char.IsAsciiDigit((char)digits[0]))
        {
            WriteHeader(to, 0, 0, digits[0] == 'N' ? (short)-0x4000 : isNegative ? (short)-0x1000 : (short)-0x3000, 0);
            return;
        }

        var point = digits.IndexOf((byte)'.');
        var whole = (point < 0 ? digits : digits[..point]).TrimStart((byte)'0');
        var fraction = point < 0 ? default : digits[(point + 1)..];
        var before = Groups(whole.Length);
        var after = Groups(fraction.Length);
        Span<short> groups = stackalloc short[before + after];
        for (var i = 0; i < before; i++)
        {
            var end = whole.Length - ((before - 1 - i) * DigitsPerGroup);
            groups[i] = Group(whole[Math.Max(end - DigitsPerGroup, 0)..end]);
        }

        for (var i = 0; i < after; i++)
        {
            var part = fraction[(i * DigitsPerGroup)..Math.Min((i + 1) * DigitsPerGroup, fraction.Length)];
            groups[before + i] = Group(part);
            for (var missing = part.Length; missing < DigitsPerGroup; missing++)
            {
                groups[before + i] *= 10;
            }
        }

        // Groups of zeros at either end are not part of the form.
        var first = before > 0 ? 0 : groups.IndexOfAnyExcept((short)0);
        var count = first < 0 ? 0 : groups.LastIndexOfAnyExcept((short)0) + 1 - first;
        var weight = count == 0 ? 0 : before - 1 - first;
        var places = WriteHeader(to, (short)count, (short)weight, isNegative ? (short)0x4000 : (short)0, (short)fraction.Length);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(places[(i * sizeof(short))..], groups[first + i]);
        }
    }

    /// <summary>The form of date: days since 2000.</summary>
    /// <param name="text">For example <c>2024-02-29</c>.</param>
    public static int Days(ReadOnlySpan<byte> text) =>
        new DateOnly(Number(text[..4]), Number(text[5..7]), Number(text[8..10])).DayNumber - Epoch;

    /// <summary>The form of time: microseconds since midnight.</summary>
    /// <param name="text">For example <c>12:34:56.789012</c>.</param>
    public static long Microseconds(ReadOnlySpan<byte> text)
    {
        var point = text.IndexOf((byte)'.');
        var whole = Seconds(point < 0 ? text : text[..point]) * 1_000_000L;
        if (point < 0)
        {
            return whole;
        }

        var fraction = (long)Number(text[(point + 1)..]);
        for (var digits = text.Length - point - 1; digits < 6; digits++)
        {
            fraction *= 10;
        }

        return whole + fraction;
    }

    /// <summary>Writes a timetz: microseconds since midnight, and the seconds that the zone is behind UTC.</summary>
    /// <param name="to">The COPY.</param>
    /// <param name="text">For example <c>12:34:56.789012+05:30</c>.</param>
    public static void WriteTimeWithZone(PostgresCopyBuffer to, ReadOnlySpan<byte> text)
    {
        var sign = text.IndexOfAny((byte)'+', (byte)'-');
        var (time, zone) = (Microseconds(text[..sign]), Seconds(text[(sign + 1)..]));
        var place = to.TakeValue(sizeof(long) + sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(place, time);
        BinaryPrimitives.WriteInt32BigEndian(place[sizeof(long)..], text[sign] == '+' ? -zone : zone);
    }

    // Returns the place of the groups.
    private static Span<byte> WriteHeader(PostgresCopyBuffer to, short count, short weight, short sign, short scale)
    {
        var place = to.TakeValue(NumericHeader + (count * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(place, count);
        BinaryPrimitives.WriteInt16BigEndian(place[2..], weight);
        BinaryPrimitives.WriteInt16BigEndian(place[4..], sign);
        BinaryPrimitives.WriteInt16BigEndian(place[6..], scale);
        return place[NumericHeader..];
    }

    private static int Groups(int digits) => (digits + DigitsPerGroup - 1) / DigitsPerGroup;

    private static short Group(ReadOnlySpan<byte> digits) => (short)Number(digits);

    // Hours, perhaps with minutes, perhaps with seconds.
    private static int Seconds(ReadOnlySpan<byte> text)
    {
        var seconds = Number(text[..2]) * 3600;
        seconds += text.Length > 3 ? Number(text[3..5]) * 60 : 0;
        return seconds + (text.Length > 6 ? Number(text[6..8]) : 0);
    }

    private static int Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int number, out var used) && used == digits.Length
            ? number
            : throw new InvalidDataException("The server's text of a value has another form than expected.");
}
