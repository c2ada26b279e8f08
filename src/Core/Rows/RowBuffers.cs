using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>The buffers that rows are packed into. They are reused, so that millions of rows leave no garbage.</summary>
internal sealed class RowBuffers
{
    // Below the size of a large object.
    private const int BufferLength = 80_000;

    private readonly ConcurrentBag<byte[]> _spare = [];
    private List<byte[]> _full = [];
    private byte[] _buffer = new byte[BufferLength];

    // The length of the complete rows, and the end of the row that is being packed after them.
    private int _used;
    private int _end;

    /// <summary>The length of the buffers that became full since the last call of <see cref="TakeFull"/>.</summary>
    public long BytesInFull { get; private set; }

    /// <summary>Begins a row. A row that was not ended is overwritten.</summary>
    public void Begin(RowLayout layout)
    {
        _end = _used;
        Reserve(layout.FixedLength);
        _buffer.AsSpan(_used, layout.NullLength).Clear();
        _end += layout.FixedLength;
    }

    /// <summary>Ends the row and returns it.</summary>
    public PackedRow End(RowLayout layout)
    {
        var start = _used;
        _used = _end;
        return new PackedRow(layout, _buffer, start);
    }

    /// <summary>Marks a value as NULL.</summary>
    public void SetNull(Column column)
    {
        var (at, mask) = RowLayout.NullBitOf(column);
        _buffer[_used + at] |= mask;
    }

    /// <summary>Writes a number into the row.</summary>
    /// <param name="at">The offset in the row.</param>
    /// <param name="value">The number.</param>
    public void WriteInt64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_used + at), value);

    /// <summary>Appends the bytes of a value of the source to the row.</summary>
    /// <param name="row">The row of the source.</param>
    /// <param name="ordinal">The ordinal of the column.</param>
    /// <param name="at">The offset at which the row stores the place of the bytes.</param>
    /// <returns>The bytes, valid until the next call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> Append(IRowReader row, int ordinal, int at)
    {
        var length = row.CopyBytes(ordinal, _buffer, _end);
        if (length > _buffer.Length - _end)
        {
            Reserve(length);
            length = row.CopyBytes(ordinal, _buffer, _end);
        }

        // The place of the bytes in the row, and above it their length.
        WriteInt64(at, ((long)length << 32) | (uint)(_end - _used));
        var bytes = _buffer.AsSpan(_end, length);
        _end += length;
        return bytes;
    }

    /// <summary>Returns the buffers that became full since the last call.</summary>
    public IReadOnlyList<byte[]> TakeFull()
    {
        var full = _full;
        _full = [];
        BytesInFull = 0;
        return full;
    }

    /// <summary>Takes back buffers whose rows are no longer needed. Can be called from any thread.</summary>
    public void Reuse(IReadOnlyList<byte[]> buffers)
    {
        foreach (var buffer in buffers)
        {
            _spare.Add(buffer);
        }
    }

    // A row does not span buffers: the part that is packed moves to the next buffer.
    private void Reserve(int bytes)
    {
        if (_end + bytes <= _buffer.Length)
        {
            return;
        }

        var packed = _buffer.AsSpan(_used, _end - _used);
        var next = NextBuffer(packed.Length + bytes);
        packed.CopyTo(next);
        BytesInFull += _buffer.Length;
        if (_buffer.Length == BufferLength)
        {
            _full.Add(_buffer);
        }

        (_buffer, _used, _end) = (next, 0, packed.Length);
    }

    // An unusually long row gets a buffer of its own size.
    private byte[] NextBuffer(int bytes) =>
        bytes > BufferLength ? new byte[bytes]
        : _spare.TryTake(out var spare) ? spare
        : new byte[BufferLength];
}
