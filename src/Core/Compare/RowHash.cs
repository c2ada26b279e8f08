using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

// Not used for security: MD5 is the only hash that Redshift, PostgreSQL and .NET all have.
#pragma warning disable CA5351

namespace RedshiftSync;

/// <summary>The same digest as in the SQL of <see cref="DigestQuery"/>, for a database that cannot compute it.</summary>
internal sealed class RowHash(DigestKind kind)
{
    private const int HexLength = 32;

    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    private readonly byte[] _hash = new byte[MD5.HashSizeInBytes];
    private byte[] _content = new byte[256];
    private int _length;

    /// <summary>Starts a row.</summary>
    public void Start(long key)
    {
        _length = 0;
        key.TryFormat(_content, out _length, provider: CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a text, as UTF-8.</summary>
    /// <param name="text">The text; ignored for NULL.</param>
    /// <param name="isNull">Whether it is NULL.</param>
    public void Add(ReadOnlySpan<byte> text, bool isNull)
    {
        if (kind == DigestKind.Key)
        {
            return;
        }

        Reserve(HexLength + 1);
        _content[_length++] = (byte)'/';
        if (isNull)
        {
            _content[_length++] = (byte)'-';
            return;
        }

        MD5.HashData(text, _hash);
        foreach (var b in _hash)
        {
            _content[_length++] = Hex[b >> 4];
            _content[_length++] = Hex[b & 15];
        }
    }

    /// <summary>Adds the time as stored in the source's column, and ends the row.</summary>
    public (long Part1, long Part2) Finish(DateTime? timestamp)
    {
        if (kind == DigestKind.Content)
        {
            var text = timestamp?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "-";
            Reserve(text.Length + 1);
            _content[_length++] = (byte)'/';
            _length += Encoding.ASCII.GetBytes(text, _content.AsSpan(_length));
        }

        MD5.HashData(_content.AsSpan(0, _length), _hash);
        return (BinaryPrimitives.ReadUInt32BigEndian(_hash), BinaryPrimitives.ReadUInt32BigEndian(_hash.AsSpan(4)));
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _content.Length)
        {
            Array.Resize(ref _content, Math.Max(_content.Length * 2, _length + bytes));
        }
    }
}
