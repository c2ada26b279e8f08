using System.Collections.Immutable;
using System.Globalization;

namespace RedshiftSync;

/// <summary>date, read as text in the ISO form that the session sets, and packed as this text.</summary>
internal sealed class DateCodec : ColumnCodec<DateTime?>
{
    public override ImmutableArray<uint> Oids => [1082];

    public override ImmutableArray<string> Names => ["date"];

    public override ColumnKind Kind => ColumnKind.Date;

    public override bool IsText => true;

    public override bool CanBeKey => true;

    public override bool CanBeCursor => true;

    public override int Width => Utf8Codec.PlaceWidth;

    public override WireProbe Probe { get; } = new("CAST('2024-02-29' AS date)", new DateTime(2024, 2, 29));

    public override int? CanonicalWidth(ColumnType type) => "2024-03-01".Length;

    public override string CanonicalText(string value, ColumnType type) => $"to_char({value}, 'YYYY-MM-DD')";

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to)
    {
        var isDay = TryParse(value.Text, out _) && value.Text.TryCopyTo(to);
        return isDay ? value.Text.Length : null;
    }

    public override string CursorOrder(string value) => $"CAST(to_char({value}, 'YYYYMMDD') AS bigint)";

    public override DateTime? ReadValue(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : Parse(row.GetBytes(column.Ordinal), column);

    public override object? ReadKeyPart(IRowReader row, Column column) =>
        ReadValue(row, column) is null ? null : Utf8Codec.ReadText(row, column);

    public override object? AdaptKeyPart(object part) =>
        part is string text && IsoTimestamp.TryParse(text, out var time) && time.TimeOfDay == default
            ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    public override CursorKind CursorKind => CursorKind.Day;

    public override CursorValue? ReadCursor(IRowReader row, Column column) =>
        ReadValue(row, column) is { } day ? CursorValue.OfDay(day) : null;

    public override CursorValue? UnpackCursor(in PackedRow row, Column column) =>
        row.IsNull(column) ? null : CursorValue.OfDay(Parse(row.GetBytes(column).Span, column));

    public override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        Parse(target.Append(row, column.Ordinal, at), column);
        return true;
    }

    public override object UnpackKeyPart(in PackedRow row, Column column) => Utf8Codec.UnpackText(row, column);

    private static DateTime Parse(ReadOnlySpan<byte> text, Column column) =>
        TryParse(text, out var day)
            ? day
            : throw new UnreadableValueException($"{column.Name} is infinite or lies outside the years 1 to 9999");

    private static bool TryParse(ReadOnlySpan<byte> text, out DateTime value)
    {
        value = default;
        if (text is [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _]
            && Number(text[..4]) is var year and > 0 && Number(text[5..7]) is var month and > 0 and <= 12
            && Number(text[8..]) is var day && day > 0 && day <= DateTime.DaysInMonth(year, month))
        {
            value = new DateTime(year, month, day);
            return true;
        }

        return false;
    }

    // -1 for anything but digits.
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
