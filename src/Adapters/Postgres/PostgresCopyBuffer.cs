using System.Buffers.Binary;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>
/// The rows of a binary COPY on their way to the server. Encoders write into it, and the session sends its content when it is full. The
/// driver's own writer creates a task for each value, which takes longer than everything else about a row.
/// </summary>
internal sealed class PostgresCopyBuffer
{
    // Longer than most rows, and shorter than a large object.
    private const int Length = 80_000;

    // Above this length, rows are sent.
    private const int FullLength = 64 * 1024;

    private const int LengthPrefix = sizeof(int);

    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _bytes = new byte[Length];
    private int _used;

    /// <summary>Whether it is time to send the content.</summary>
    public bool IsFull => _used >= FullLength;

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, _used);

    /// <summary>Empties the buffer and begins a COPY: the signature, no flags, no extension.</summary>
    public void BeginCopy()
    {
        Clear();
        Header.CopyTo(Take(Header.Length));
    }

    /// <summary>Ends a COPY.</summary>
    public void EndCopy() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);

    /// <summary>Begins a row.</summary>
    /// <param name="columns">How many values the row has.</param>
    public void BeginRow(int columns) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), (short)columns);

    /// <summary>Empties the buffer. A buffer that an unusually long row has enlarged is replaced.</summary>
    public void Clear()
    {
        _used = 0;
        if (_bytes.Length > Length)
        {
            _bytes = new byte[Length];
        }
    }

    public void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Take(LengthPrefix), -1);

    public void WriteByte(byte value) => TakeValue(sizeof(byte))[0] = value;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(TakeValue(sizeof(short)), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(TakeValue(sizeof(int)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(TakeValue(sizeof(long)), value);

    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(TakeValue(value.Length));

    /// <summary>Writes the length of a value and returns the place of its bytes.</summary>
    public Span<byte> TakeValue(int length)
    {
        var place = Take(LengthPrefix + length);
        BinaryPrimitives.WriteInt32BigEndian(place, length);
        return place[LengthPrefix..];
    }

    private Span<byte> Take(int length)
    {
        if (_used + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + length));
        }

        var place = _bytes.AsSpan(_used, length);
        _used += length;
        return place;
    }
}
