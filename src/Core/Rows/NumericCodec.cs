using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>
/// numeric, always read as text: its binary form has come back wrong from Redshift (docs/redshift.md, Types). Packed rows and keys have the
/// digits as the server writes them.
/// </summary>
internal sealed partial class NumericCodec : ColumnCodec<decimal?>
{
    /// <summary>A constant that only the right format reads as what it is.</summary>
    public const string ProbeSql = $"CAST('{ProbeDigits}' AS numeric(27, 7))";

    /// <summary>The text of <see cref="ProbeSql"/>.</summary>
    public const string ProbeDigits = "-12345678901234567890.1234500";

    /// <summary>Every number of so many digits fits into a decimal; of those with one more, only the smaller ones do.</summary>
    public const int MaxExactDigits = 28;

    // UInt128 holds any number of as many digits, and a decimal no number with more.
    private const int MaxDigits = 38;
    private const int MaxScale = 28;
    private const int MaxDigitsAtOnce = 18;
    private static readonly UInt128 MaxMantissa = (UInt128.One << 96) - 1;

    public override ImmutableArray<uint> Oids => [1700];

    public override ImmutableArray<string> Names => ["numeric", "decimal"];

    public override ColumnKind Kind => ColumnKind.Numeric;

    public override bool IsText => true;

    public override bool CanBeKey => true;

    public override int Width => Utf8Codec.PlaceWidth;

    public override WireProbe Probe { get; } = new(ProbeSql, -12345678901234567890.1234500m);

    public override int? CanonicalWidth(ColumnType type) => NumericText.WidthOf(type);

    public override string CanonicalText(string value, ColumnType type) => NumericText.Sql(value, type);

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) => NumericText.Write(value, type, to);

    public override decimal? ReadValue(IRowReader row, Column column)
    {
        if (row.IsNull(column.Ordinal))
        {
            return null;
        }

        return TryParse(row.GetBytes(column.Ordinal), out var value)
            ? value
            : throw new UnreadableValueException(
                $"{column.Name} is not a number that .NET's decimal can represent exactly; -NumericAsText delivers its digits as text");
    }

    public override object? ReadKeyPart(IRowReader row, Column column) => Utf8Codec.ReadText(row, column);

    public override object? AdaptKeyPart(object part) =>
        part is long number ? number.ToString(CultureInfo.InvariantCulture)
        : part is string text && NumberPattern().IsMatch(text) ? text
        : null;

    public override bool Pack(IRowReader row, Column column, RowBuffers target, int at) => Utf8Codec.PackText(row, column, target, at);

    public override object UnpackKeyPart(in PackedRow row, Column column) => Utf8Codec.UnpackText(row, column);

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex NumberPattern();

    /// <summary>Reads digits as the server writes them.</summary>
    /// <returns>False if the text is not a number, or no decimal has exactly its value.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = default;
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        var whole = point < 0 ? digits : digits[..point];
        var fraction = digits[^scale..];

        // Zeros at the end of the fraction are part of the text of the value, so they stay where they can.
        if (scale > MaxScale || whole.Length + scale > MaxScale)
        {
            while (!Fits(whole, fraction) && fraction is [.., (byte)'0'])
            {
                fraction = fraction[..^1];
            }
        }

        if (whole.IsEmpty || point == digits.Length - 1 || !Accumulate(whole, fraction, out var mantissa)
            || mantissa > MaxMantissa || fraction.Length > MaxScale)
        {
            return false;
        }

        value = new decimal(
            (int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), isNegative, (byte)fraction.Length);
        return true;
    }

    private static bool Fits(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction) =>
        fraction.Length <= MaxScale && Accumulate(whole, fraction, out var mantissa) && mantissa <= MaxMantissa;

    // False for anything but digits, and for too many of them.
    private static bool Accumulate(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, out UInt128 mantissa)
    {
        mantissa = default;
        whole = whole.TrimStart((byte)'0');
        return whole.Length + fraction.Length <= MaxDigits && Accumulate(whole, ref mantissa) && Accumulate(fraction, ref mantissa);
    }

    // Multiplies 128 bits once for every 18 digits, because each such multiplication takes as long as several of 64 bits.
    private static bool Accumulate(ReadOnlySpan<byte> digits, ref UInt128 mantissa)
    {
        while (!digits.IsEmpty)
        {
            var (some, power) = (0UL, 1UL);
            var count = Math.Min(digits.Length, MaxDigitsAtOnce);
            foreach (var digit in digits[..count])
            {
                if (!char.IsAsciiDigit((char)digit))
                {
                    return false;
                }

                some = (some * 10) + digit - '0';
                power *= 10;
            }

            mantissa = (mantissa * power) + some;
            digits = digits[count..];
        }

        return true;
    }
}
