using System.Text;
using System.Text.Unicode;

namespace RedshiftSync;

/// <summary>Texts. They stay in UTF-8, in which they are received and sent, unless a string is asked for.</summary>
internal abstract class Utf8Codec : ColumnCodec
{
    public override bool CanBeKey => true;

    /// <summary>The place of the text in the row and its length.</summary>
    public override int Width => 2 * sizeof(int);

    /// <summary>The text that digests have for a value.</summary>
    /// <param name="text">The value, as UTF-8.</param>
    public virtual ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> text) => text;

    /// <summary>The text of the current row; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">It is not valid UTF-8.</exception>
    public static string? ReadText(IRowReader row, Column column)
    {
        if (row.IsNull(column.Ordinal))
        {
            return null;
        }

        // The shortest way from bytes to a string: the driver's own takes as long as all the rest of a row.
        var text = row.GetBytes(column.Ordinal);
        if (Ascii.IsValid(text))
        {
            return Encoding.Latin1.GetString(text);
        }

        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw NotUtf8(column);
    }

    public sealed override object? Read(IRowReader row, Column column) => ReadText(row, column);

    public sealed override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        var text = target.Append(row, column.Ordinal, at);
        return Ascii.IsValid(text) || Utf8.IsValid(text) ? true : throw NotUtf8(column);
    }

    public sealed override object Unpack(in PackedRow row, Column column) => Encoding.UTF8.GetString(row.GetBytes(column).Span);

    private static UnreadableValueException NotUtf8(Column column) => new($"{column.Name} is not valid UTF-8");
}
