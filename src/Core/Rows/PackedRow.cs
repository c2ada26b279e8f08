using System.Buffers.Binary;

namespace RedshiftSync;

/// <summary>A row to be written to a destination. Many rows share one buffer, and no objects are created.</summary>
internal readonly struct PackedRow
{
    private readonly RowLayout _layout;
    private readonly byte[] _buffer;
    private readonly int _offset;

    internal PackedRow(RowLayout layout, byte[] buffer, int offset)
    {
        _layout = layout;
        _buffer = buffer;
        _offset = offset;
    }

    /// <summary>The row's key. It allocates, so use it for messages only.</summary>
    public KeyValue Key => _layout.KeyOf(this);

    /// <summary>The row's cursor value, times in UTC; null for NULL.</summary>
    public CursorValue? CursorValue => _layout.CursorOf(this);

    /// <summary>Whether a column is NULL.</summary>
    public bool IsNull(Column column)
    {
        var (at, mask) = RowLayout.NullBitOf(column);
        return (_buffer[_offset + at] & mask) != 0;
    }

    /// <summary>Reads a value that was packed by <see cref="RowBuffers.WriteInt64"/>.</summary>
    public long GetInt64(Column column) => BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(_offset + _layout.OffsetOf(column)));

    /// <summary>Reads bytes that were packed by <see cref="RowBuffers.Append"/>.</summary>
    public ReadOnlyMemory<byte> GetBytes(Column column)
    {
        var place = GetInt64(column);
        return _buffer.AsMemory(_offset + (int)place, (int)(place >> 32));
    }
}
