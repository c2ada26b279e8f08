using System.Buffers.Binary;
using System.Text;

namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>Collects messages and sends them together.</summary>
internal sealed class MessageWriter
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;
    private int _message;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Starts a message; <see cref="End"/> puts its length in. Type zero is for the start-up packet, which has none.</summary>
    public MessageWriter Begin(char type)
    {
        if (type != '\0')
        {
            Byte((byte)type);
        }

        _message = _length;
        return Int32(0);
    }

    public void End() => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_message), _length - _message);

    public MessageWriter Byte(byte value)
    {
        Room(1)[0] = value;
        _length++;
        return this;
    }

    public MessageWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(2), value);
        _length += 2;
        return this;
    }

    public MessageWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(4), value);
        _length += 4;
        return this;
    }

    public MessageWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Append(bytes);
        return this;
    }

    /// <summary>Text and its terminating zero.</summary>
    public MessageWriter Text(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return Byte(0);
    }

    public void SendTo(Stream stream)
    {
        if (_length > 0)
        {
            var length = _length;
            _length = 0;
            stream.Write(_bytes, 0, length);
        }
    }

    private Span<byte> Room(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        }

        return _bytes.AsSpan(_length);
    }
}
