using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// time and timetz. In digests both are the time on or beside the first day of a month, because 24:00:00 is another value than 00:00:00;
/// a timetz is in UTC, as Redshift stores it.
/// </summary>
/// <param name="hasZone">Whether the values have a zone.</param>
/// <param name="oid">The OID of the type.</param>
/// <param name="names">The names of the type in the servers' catalogs.</param>
internal sealed class TimeOfDayCodec(bool hasZone, uint oid, params ImmutableArray<string> names)
    : PlainTextCodec(ColumnKind.Time, [oid], names)
{
    private const int TextWidth = 18;

    public override bool IsCompared => true;

    public override int? CanonicalWidth(ColumnType type) => TextWidth;

    // A date and a time of day make a timestamp in every version.
    public override string CanonicalText(string value, ColumnType type)
    {
        var time = $"(CAST('2000-01-01' AS date) + {value})";
        return $"to_char({(hasZone ? $"({time} AT TIME ZONE 'UTC')" : time)}, 'DD HH24:MI:SS.US')";
    }

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to)
    {
        var text = value.Text;
        if (!TryReadClock(ref text, out var time) || (hasZone && !TryReadZone(ref text, ref time)) || !text.IsEmpty)
        {
            return null;
        }

        Span<char> formatted = stackalloc char[TextWidth];
        new DateTime(2000, 1, 1).Add(time).TryFormat(formatted, out _, "dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(formatted, to);
    }

    // 12:34:56 with a fraction or without.
    private static bool TryReadClock(ref ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        if (!TryReadNumber(ref text, out var hours) || !TryReadPart(ref text, out var minutes) || !TryReadPart(ref text, out var seconds))
        {
            return false;
        }

        var microseconds = 0;
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            for (var i = 0; i < 6; i++)
            {
                var hasDigit = text is [>= (byte)'0' and <= (byte)'9', ..];
                microseconds = (microseconds * 10) + (hasDigit ? text[0] - '0' : 0);
                text = hasDigit ? text[1..] : text;
            }
        }

        time = new TimeSpan(0, hours, minutes, seconds, 0, microseconds);
        return true;
    }

    // +05, +05:30 or +05:30:10.
    private static bool TryReadZone(ref ReadOnlySpan<byte> text, ref TimeSpan time)
    {
        if (text is not [(byte)'+' or (byte)'-', ..])
        {
            return false;
        }

        var isEast = text[0] == '+';
        text = text[1..];
        if (!TryReadNumber(ref text, out var hours))
        {
            return false;
        }

        TryReadPart(ref text, out var minutes);
        TryReadPart(ref text, out var seconds);
        var offset = new TimeSpan(hours, minutes, seconds);
        time = isEast ? time - offset : time + offset;
        return true;
    }

    private static bool TryReadPart(ref ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text is not [(byte)':', ..])
        {
            return false;
        }

        text = text[1..];
        return TryReadNumber(ref text, out number);
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        if (text is not [>= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9', ..])
        {
            return false;
        }

        number = ((text[0] - '0') * 10) + text[1] - '0';
        text = text[2..];
        return true;
    }
}
