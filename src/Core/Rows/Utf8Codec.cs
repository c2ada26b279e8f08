using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace RedshiftSync;

/// <summary>Base class of the codecs for texts, which stay UTF-8 on the way from the source to a destination.</summary>
internal abstract class Utf8Codec : ColumnCodec<string?>
{
    /// <summary>The width of the text's offset in the row and its length.</summary>
    public const int PlaceWidth = 2 * sizeof(int);

    public override bool CanBeKey => true;

    public sealed override int Width => PlaceWidth;

    /// <summary>Returns the text of a value in digests.</summary>
    /// <param name="text">The value, as UTF-8.</param>
    public virtual ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> text) => text;

    /// <summary>The text of the current row; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The text is not valid UTF-8.</exception>
    public static string? ReadText(IRowReader row, Column column)
    {
        if (row.IsNull(column.Ordinal))
        {
            return null;
        }

        // Fast path for ASCII: the driver's own decoding takes as long as everything else about a row.
        var text = row.GetBytes(column.Ordinal);
        if (Ascii.IsValid(text))
        {
            return Encoding.Latin1.GetString(text);
        }

        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw NotUtf8(column);
    }

    public override string? ReadValue(IRowReader row, Column column) => ReadText(row, column);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override bool Pack(IRowReader row, Column column, RowBuffers target, int at) => PackText(row, column, target, at);

    public sealed override object UnpackKeyPart(in PackedRow row, Column column) =>
        Encoding.UTF8.GetString(Canonical(row.GetBytes(column).Span));

    /// <summary>Packs the text of the current row.</summary>
    /// <returns>False for NULL, which packs no value.</returns>
    /// <exception cref="UnreadableValueException">The text is not valid UTF-8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool PackText(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        var text = target.Append(row, column.Ordinal, at);
        return Ascii.IsValid(text) || Utf8.IsValid(text) ? true : throw NotUtf8(column);
    }

    /// <summary>A text that was packed.</summary>
    public static string UnpackText(in PackedRow row, Column column) => Encoding.UTF8.GetString(row.GetBytes(column).Span);

    private static UnreadableValueException NotUtf8(Column column) => new($"{column.Name} is not valid UTF-8");
}
