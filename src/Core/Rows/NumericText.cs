using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// The text of a numeric in digests: its digits, with as many after the point as the source declares. Where it declares none, there are no
/// zeros at the end of the fraction.
/// </summary>
internal static class NumericText
{
    // The digits that a number with an exponent may have in all, so that the text fits a buffer.
    private const int MaxDigits = 400;

    /// <summary>The length of the longest text of a declared numeric; null without a declaration.</summary>
    public static int? WidthOf(ColumnType type) => type is { Precision: { } precision, Scale: not null } ? precision + 3 : null;

    /// <summary>Returns the SQL expression for the text of a value.</summary>
    /// <param name="value">An expression for a numeric; it has the declared number of digits after the point, or more.</param>
    /// <param name="type">The type at the source.</param>
    public static string Sql(string value, ColumnType type)
    {
        if (type.Scale is not null)
        {
            return $"CAST({value} AS varchar(64))";
        }

        var text = $"CAST({value} AS text)";
        return $"CASE WHEN strpos({text}, '.') > 0 THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END";
    }

    /// <summary>Writes the text of a value.</summary>
    /// <returns>The number of bytes; null if the value is not a number.</returns>
    public static int? Write(in StoredValue value, ColumnType type, Span<byte> to)
    {
        Span<byte> digits = stackalloc byte[32];
        switch (value.Kind)
        {
            case StoredKind.Text:
                return Write(value.Text, type.Scale, to);
            case StoredKind.Integer:
                value.Integer.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
                return Write(digits[..length], type.Scale, to);
            default:
                // The shortest text that is read as the number is the decimal that was stored, which has 15 digits at most.
                value.Float.TryFormat(digits, out length, "R", CultureInfo.InvariantCulture);
                return Write(digits[..length], type.Scale, to);
        }
    }

    private static int? Write(ReadOnlySpan<byte> text, int? scale, Span<byte> to)
    {
        if (FloatText.TryReadSpecial(text, out _))
        {
            text.CopyTo(to);
            return text.Length;
        }

        var isNegative = text is [(byte)'-', ..];
        var rest = isNegative ? text[1..] : text;
        var exponent = 0;
        if (rest.IndexOfAny((byte)'e', (byte)'E') is var e and > 0)
        {
            if (!int.TryParse(rest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return null;
            }

            rest = rest[..e];
        }

        var point = rest.IndexOf((byte)'.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? default : rest[(point + 1)..];
        if (whole.Length + fraction.Length is 0 or > MaxDigits || Math.Abs(exponent) > MaxDigits
            || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        Span<byte> digits = stackalloc byte[whole.Length + fraction.Length];
        whole.CopyTo(digits);
        fraction.CopyTo(digits[whole.Length..]);
        return Write(isNegative, digits, whole.Length + exponent, scale, to);
    }

    // The point lies before the digit with this index, which may lie outside of the digits.
    private static int Write(bool isNegative, ReadOnlySpan<byte> digits, int point, int? scale, Span<byte> to)
    {
        var zeros = digits.Length - digits.TrimStart((byte)'0').Length;
        digits = digits[zeros..].TrimEnd((byte)'0');
        point -= zeros;
        var length = 0;
        if (isNegative && !digits.IsEmpty)
        {
            to[length++] = (byte)'-';
        }

        point = digits.IsEmpty ? 1 : point;
        var end = Math.Max(digits.Length, point + (scale ?? 0));
        for (var i = Math.Min(point - 1, 0); i < end; i++)
        {
            if (i == point)
            {
                to[length++] = (byte)'.';
            }

            to[length++] = i >= 0 && i < digits.Length ? digits[i] : (byte)'0';
        }

        return length;
    }
}
