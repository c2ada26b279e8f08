using System.Buffers.Binary;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// A row to be written to a destination. Its texts stay in UTF-8, in which they are received and sent: many rows share one buffer, and no
/// strings are created.
/// </summary>
internal readonly struct PackedRow
{
    /// <summary>The size of the prefix of each text: its length, or -1 for NULL.</summary>
    internal const int PrefixLength = sizeof(int);

    private const long NoTime = long.MinValue;

    private readonly byte[] _buffer;
    private readonly int _offset;
    private readonly long _ticks;

    internal PackedRow(KeyValue key, DateTime? cursorValue, byte[] buffer, int offset)
    {
        Key = key;
        _ticks = cursorValue?.Ticks ?? NoTime;
        _buffer = buffer;
        _offset = offset;
    }

    /// <summary>The key.</summary>
    public KeyValue Key { get; }

    /// <summary>The row's value of the cursor column in UTC; null for NULL.</summary>
    public DateTime? CursorValue => _ticks == NoTime ? null : new DateTime(_ticks, DateTimeKind.Utc);

    /// <summary>The position of the first text, for <see cref="ReadText"/>.</summary>
    public int FirstText => _offset;

    /// <summary>Reads a text and moves on to the next.</summary>
    /// <param name="position">From <see cref="FirstText"/>.</param>
    /// <param name="text">The text as UTF-8; empty for NULL.</param>
    /// <returns>False for NULL.</returns>
    public bool ReadText(ref int position, out ReadOnlyMemory<byte> text)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(position));
        position += PrefixLength;
        text = length < 0 ? default : _buffer.AsMemory(position, length);
        position += Math.Max(length, 0);
        return length >= 0;
    }

    /// <summary>A text by its index; null for NULL.</summary>
    public string? GetText(int index)
    {
        var position = FirstText;
        for (var i = 0; i < index; i++)
        {
            ReadText(ref position, out _);
        }

        return ReadText(ref position, out var text) ? Encoding.UTF8.GetString(text.Span) : null;
    }
}
