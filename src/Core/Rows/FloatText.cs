using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// The text of floating-point numbers in digests. The servers write 15 digits (<see cref="SessionQuery.SetFloatDigits"/>), which leaves
/// neighbours indistinguishable, so the difference between the number and its text follows. Version 8.0.2 refuses results that overflow and
/// those that are too small for full precision; so numbers at the ends of the range are scaled first, by powers of two, which is exact.
/// </summary>
internal static class FloatText
{
    /// <summary>The length of the longest text.</summary>
    public const int Width = 48;

    private const int Digits = 15;
    private const double Large = 1e300;
    private const double Small = 1e-290;

    // 2^64 and 2^200.
    private const double Down = 18446744073709551616d;
    private const double Up = 1.6069380442589903e60;
    private const string DownText = "18446744073709551616";
    private const string UpText = "1.6069380442589903e60";
    private const string MaxText = "1.7976931348623157e308";

    /// <summary>Returns the SQL expression for the text of a real or a double.</summary>
    /// <param name="value">An expression for the value.</param>
    /// <param name="isReal">Whether the value is a real, which lies well within the range of doubles.</param>
    public static string Sql(string value, bool isReal)
    {
        var number = isReal ? $"CAST({value} AS float8)" : value;

        // Text tells NaN from other values, because comparisons with it differ (docs/redshift.md, Floats).
        var scaled = isReal ? ""
            : $"WHEN {number} > {Constant("1e300")} OR {number} < {Constant("-1e300")} "
                + $"THEN '>' || {Parts($"({number} / {Constant(DownText)})")} "
                + $"WHEN {number} < {Constant("1e-290")} AND {number} > {Constant("-1e-290")} "
                + $"THEN '<' || {Parts($"({number} * {Constant(UpText)})")} ";
        return $"CASE WHEN lower({Text(number)}) IN ('nan', '-nan') THEN 'NaN' "
            + $"WHEN {number} > {Constant(MaxText)} THEN 'Infinity' WHEN {number} < {Constant('-' + MaxText)} THEN '-Infinity' "
            + $"WHEN {number} = {Constant("0")} THEN '0' {scaled}ELSE {Parts(number)} END";
    }

    /// <summary>Writes the text of a number.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Write(double value, Span<byte> to)
    {
        if (double.IsNaN(value) || double.IsInfinity(value) || value == 0)
        {
            return Encoding.ASCII.GetBytes(double.IsNaN(value) ? "NaN" : value == 0 ? "0" : value > 0 ? "Infinity" : "-Infinity", to);
        }

        var (mark, scaled) = Math.Abs(value) > Large ? ((byte)'>', value / Down)
            : Math.Abs(value) < Small ? ((byte)'<', value * Up)
            : (default, value);
        var length = 0;
        if (mark != 0)
        {
            to[length++] = mark;
        }

        length += WriteDigits(scaled, to[length..], out var written);
        to[length++] = (byte)' ';
        return length + WriteDigits(scaled - written, to[length..], out _);
    }

    /// <summary>Reads the text of a number that SQLite cannot store as one.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryReadSpecial(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : 0;
        return value != 0;
    }

    private static string Parts(string number) => $"{Text(number)} || ' ' || {Text($"({number} - CAST({Text(number)} AS float8))")}";

    private static string Text(string number) => $"CAST({number} AS varchar(32))";

    // A literal without quotes would be a numeric, which is limited to 38 digits.
    private static string Constant(string number) => $"CAST('{number}' AS float8)";

    // As printf("%.15g") does.
    private static int WriteDigits(double value, Span<byte> to, out double written)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var count, "E14", CultureInfo.InvariantCulture);
        text = text[..count];
        written = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var length = 0;
        if (text[0] == '-')
        {
            to[length++] = (byte)'-';
            text = text[1..];
        }

        // d.ddddddddddddddE+ddd
        var e = text.IndexOf((byte)'E');
        var exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        text[1] = text[0];
        var digits = ((ReadOnlySpan<byte>)text[1..e]).TrimEnd((byte)'0');
        if (digits.IsEmpty)
        {
            to[length++] = (byte)'0';
            return length;
        }

        if (exponent is < -4 or >= Digits)
        {
            length += WriteFixed(digits, 0, to[length..]);
            to[length++] = (byte)'e';
            to[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
            Math.Abs(exponent).TryFormat(to[length..], out var exponentLength, "00", CultureInfo.InvariantCulture);
            return length + exponentLength;
        }

        return length + WriteFixed(digits, exponent, to[length..]);
    }

    // The first digit has the place of the exponent.
    private static int WriteFixed(ReadOnlySpan<byte> digits, int exponent, Span<byte> to)
    {
        var length = 0;
        for (var place = Math.Max(exponent, 0); place > exponent - digits.Length || place >= 0; place--)
        {
            if (place == -1)
            {
                to[length++] = (byte)'.';
            }

            var at = exponent - place;
            to[length++] = at >= 0 && at < digits.Length ? digits[at] : (byte)'0';
        }

        return length;
    }
}
