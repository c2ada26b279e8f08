using System.Buffers.Binary;

namespace RedshiftSync;

/// <summary>Packs rows for a destination, many into one buffer. A buffer is given up once it is full, and goes with the last row that is in it.</summary>
internal sealed class RowPacker(int textColumns)
{
    // Below the size from which an array would live among the large objects.
    private const int BufferLength = 80_000;

    private byte[] _buffer = new byte[BufferLength];
    private int _used;

    /// <summary>Packs the row that a reader stands on.</summary>
    /// <exception cref="UnreadableValueException">A text cannot be represented.</exception>
    public ChangeRow Pack(IRowReader reader, long key, DateTime? updatedAt)
    {
        // Nothing counts as used before the whole row is in.
        var start = _used;
        var end = start;
        for (var i = 0; i < textColumns; i++)
        {
            Reserve(ref start, ref end, ChangeRow.PrefixLength);
            var length = reader.CopyText(i, _buffer, end + ChangeRow.PrefixLength);
            if (length > _buffer.Length - end - ChangeRow.PrefixLength)
            {
                Reserve(ref start, ref end, ChangeRow.PrefixLength + length);
                length = reader.CopyText(i, _buffer, end + ChangeRow.PrefixLength);
            }

            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(end), length);
            end += ChangeRow.PrefixLength + Math.Max(length, 0);
        }

        _used = end;
        return new ChangeRow(key, updatedAt, _buffer, start);
    }

    // A row does not span buffers: what is packed of it moves along.
    private void Reserve(ref int start, ref int end, int bytes)
    {
        if (end + bytes <= _buffer.Length)
        {
            return;
        }

        var packed = _buffer.AsSpan(start, end - start);
        var next = new byte[Math.Max(BufferLength, packed.Length + bytes)];
        packed.CopyTo(next);
        (_buffer, _used, start, end) = (next, 0, 0, packed.Length);
    }
}
