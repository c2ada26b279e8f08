using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace RedshiftSync;

/// <summary>Packs rows for a destination, many into one buffer. A few buffers go round, so that millions of rows leave no garbage.</summary>
internal sealed class RowEncoder(int textColumns)
{
    // Below the size from which an array would live among the large objects.
    private const int BufferLength = 80_000;

    private readonly ConcurrentBag<byte[]> _spare = [];
    private List<byte[]> _full = [];
    private byte[] _buffer = new byte[BufferLength];
    private int _used;

    /// <summary>Packs the row that a reader stands on.</summary>
    /// <exception cref="UnreadableValueException">A text cannot be represented.</exception>
    public PackedRow Pack(IRowReader reader, long key, DateTime? updatedAt)
    {
        // Nothing counts as used before the whole row is in.
        var start = _used;
        var end = start;
        for (var i = 0; i < textColumns; i++)
        {
            Reserve(ref start, ref end, PackedRow.PrefixLength);
            var length = reader.CopyText(i, _buffer, end + PackedRow.PrefixLength);
            if (length > _buffer.Length - end - PackedRow.PrefixLength)
            {
                Reserve(ref start, ref end, PackedRow.PrefixLength + length);
                length = reader.CopyText(i, _buffer, end + PackedRow.PrefixLength);
            }

            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(end), length);
            end += PackedRow.PrefixLength + Math.Max(length, 0);
        }

        _used = end;
        return new PackedRow(key, updatedAt, _buffer, start);
    }

    /// <summary>The buffers that became full since the last call. Until it is called they are kept.</summary>
    public IReadOnlyList<byte[]> TakeFull()
    {
        var full = _full;
        _full = [];
        return full;
    }

    /// <summary>Takes buffers back whose rows nobody looks at any more. From any thread.</summary>
    public void Reuse(IReadOnlyList<byte[]> buffers)
    {
        foreach (var buffer in buffers)
        {
            _spare.Add(buffer);
        }
    }

    // A row does not span buffers: what is packed of it moves along.
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

    // One for an uncommonly long row is made for it alone.
    private byte[] NextBuffer(int bytes) => bytes > BufferLength ? new byte[bytes] : _spare.TryTake(out var spare) ? spare : new byte[BufferLength];
}
