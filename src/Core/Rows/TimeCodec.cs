using System.Runtime.CompilerServices;
using System.Text;

namespace RedshiftSync;

/// <summary>Base class of the codecs for times, which have whole microseconds.</summary>
internal abstract class TimeCodec : ColumnCodec<DateTime?>
{
    /// <summary>The number of bytes that <see cref="WriteTime"/> writes.</summary>
    public const int CanonicalLength = IsoTimestamp.LengthWithoutZone;

    /// <summary>Writes the text of a time in digests, the same as the SQL of <see cref="ColumnCodec.CanonicalText"/>.</summary>
    public static void WriteTime(DateTime time, Span<byte> text)
    {
        Span<byte> iso = stackalloc byte[IsoTimestamp.Length];
        IsoTimestamp.Write(time, iso);
        iso[..CanonicalLength].CopyTo(text);
        text[10] = (byte)' ';
    }

    public sealed override bool CanBeKey => true;

    public sealed override bool CanBeCursor => true;

    public sealed override int Width => sizeof(long);

    public sealed override int? CanonicalWidth(ColumnType type) => CanonicalLength;

    // A text in the module's format, or with another zone.
    public sealed override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to)
    {
        if (!TryParse(value, out var time))
        {
            return null;
        }

        WriteTime(time, to);
        return CanonicalLength;
    }

    /// <summary>Reads a stored time; in UTC if it has a zone.</summary>
    public static bool TryParse(in StoredValue value, out DateTime time)
    {
        time = default;
        return value.Kind == StoredKind.Text && IsoTimestamp.TryParse(Encoding.UTF8.GetString(value.Text), out time);
    }

    /// <summary>The time of the current row as stored; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The time is infinite or outside the years 1 to 9999.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DateTime? ReadTime(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null
        : RawTimestamp.TryRead(row.GetInt64(column.Ordinal), out var time) ? time
        : throw new UnreadableValueException($"{column.Name} is infinite or lies outside the years 1 to 9999");

    /// <summary>Packs a time.</summary>
    /// <returns>False for NULL, which packs no value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool PackTime(DateTime? time, RowBuffers target, int at)
    {
        if (time is not { } value)
        {
            return false;
        }

        target.WriteInt64(at, RawTimestamp.Of(value));
        return true;
    }

    /// <summary>A time that was packed; null for NULL.</summary>
    public static DateTime? UnpackTime(in PackedRow row, Column column) =>
        row.IsNull(column) ? null : RawTimestamp.Nearest(row.GetInt64(column));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override CursorValue? ReadCursor(IRowReader row, Column column) => ReadTime(row, column);

    public sealed override CursorValue? UnpackCursor(in PackedRow row, Column column) => UnpackTime(row, column);

    public sealed override DateTime? ReadValue(IRowReader row, Column column) => ReadTime(row, column);

    public sealed override object? ReadKeyPart(IRowReader row, Column column) =>
        ReadTime(row, column) is { } time ? KeyPartOf(time) : null;

    public sealed override object? AdaptKeyPart(object part) =>
        part is string text && IsoTimestamp.TryParse(text, out var time) ? KeyPartOf(time) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override bool Pack(IRowReader row, Column column, RowBuffers target, int at) =>
        PackTime(ReadTime(row, column), target, at);

    public sealed override object UnpackKeyPart(in PackedRow row, Column column) =>
        KeyPartOf(RawTimestamp.Nearest(row.GetInt64(column)));

    private string KeyPartOf(DateTime time)
    {
        Span<byte> text = stackalloc byte[CanonicalLength];
        WriteTime(time, text);
        return Encoding.ASCII.GetString(text) + KeySuffix;
    }
}
