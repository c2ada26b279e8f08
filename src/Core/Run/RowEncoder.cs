using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace RedshiftSync;

/// <summary>Packs rows for a destination, many into one buffer. Buffers are reused, so that millions of rows leave no garbage.</summary>
/// <param name="schema">The table; the plain columns are packed, in order.</param>
internal sealed class RowEncoder(TableSchema schema)
{
    // Below the size of a large object.
    private const int BufferLength = 80_000;

    private readonly int[] _ordinals = [.. schema.PlainColumns.Select(c => c.Ordinal)];
    private readonly ConcurrentBag<byte[]> _spare = [];
    private List<byte[]> _full = [];
    private byte[] _buffer = new byte[BufferLength];
    private int _used;

    /// <summary>Packs the current row of a reader.</summary>
    /// <exception cref="UnreadableValueException">A text cannot be represented.</exception>
    public PackedRow Pack(IRowReader reader, KeyValue key, DateTime? cursorValue)
    {
        // The row counts as packed only once all of it is there.
        var start = _used;
        var end = start;
        foreach (var ordinal in _ordinals)
        {
            Reserve(ref start, ref end, PackedRow.PrefixLength);
            var length = reader.CopyText(ordinal, _buffer, end + PackedRow.PrefixLength);
            if (length > _buffer.Length - end - PackedRow.PrefixLength)
            {
                Reserve(ref start, ref end, PackedRow.PrefixLength + length);
                length = reader.CopyText(ordinal, _buffer, end + PackedRow.PrefixLength);
            }

            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(end), length);
            end += PackedRow.PrefixLength + Math.Max(length, 0);
        }

        _used = end;
        return new PackedRow(key, cursorValue, _buffer, start);
    }

    /// <summary>The buffers that became full since the last call. They are kept until then.</summary>
    public IReadOnlyList<byte[]> TakeFull()
    {
        var full = _full;
        _full = [];
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
    private void Reserve(ref int start, ref int end, int bytes)
    {
        if (end + bytes <= _buffer.Length)
        {
            return;
        }

        var packed = _buffer.AsSpan(start, end - start);
        var next = NextBuffer(packed.Length + bytes);
        packed.CopyTo(next);
        if (_buffer.Length == BufferLength)
        {
            _full.Add(_buffer);
        }

        (_buffer, _used, start, end) = (next, 0, 0, packed.Length);
    }

    // An unusually long row gets a buffer of its own size.
    private byte[] NextBuffer(int bytes) => bytes > BufferLength ? new byte[bytes] : _spare.TryTake(out var spare) ? spare : new byte[BufferLength];
}
