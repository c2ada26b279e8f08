using System.Buffers.Binary;

namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>Reads large chunks and returns whole messages: a row must not cost a system call.</summary>
internal sealed class MessageReader(Stream stream)
{
    private byte[] _bytes = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>Returns the next message if it has arrived completely.</summary>
    public bool TryTake(out Message message)
    {
        message = default;
        if (_end - _start < Message.HeaderLength)
        {
            return false;
        }

        var length = 1 + BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(_start + 1));
        if (_end - _start < length)
        {
            Reserve(length);
            return false;
        }

        message = new Message(_bytes.AsSpan(_start, length));
        _start += length;
        return true;
    }

    /// <summary>Waits for more bytes; false when the other side has closed.</summary>
    public bool Fill()
    {
        Reserve(_end - _start + 1);
        var read = stream.Read(_bytes, _end, _bytes.Length - _end);
        _end += read;
        return read > 0;
    }

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed.</exception>
    public Message Next()
    {
        Message message;
        while (!TryTake(out message))
        {
            if (!Fill())
            {
                throw new EndOfStreamException();
            }
        }

        return message;
    }

    private void Reserve(int length)
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start.._end).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        }
    }
}
