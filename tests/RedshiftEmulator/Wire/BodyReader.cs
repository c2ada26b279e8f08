using System.Buffers.Binary;
using System.Text;

namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>Reads the fields of a message one after another.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    public int Position { get; private set; }

    public byte Byte() => _body[Position++];

    public short Int16()
    {
        Position += 2;
        return BinaryPrimitives.ReadInt16BigEndian(_body[(Position - 2)..]);
    }

    public int Int32()
    {
        Position += 4;
        return BinaryPrimitives.ReadInt32BigEndian(_body[(Position - 4)..]);
    }

    public string Text()
    {
        var text = _body[Position..];
        text = text[..text.IndexOf((byte)0)];
        Position += text.Length + 1;
        return Encoding.UTF8.GetString(text);
    }

    public ReadOnlySpan<byte> Rest() => _body[Position..];

    public void Skip(int count) => Position += count;

    /// <summary>A count and that many formats, as Bind has them.</summary>
    public short[] Formats()
    {
        var formats = new short[Int16()];
        for (var i = 0; i < formats.Length; i++)
        {
            formats[i] = Int16();
        }

        return formats;
    }
}
