using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

// Not used for security: MD5 is the only hash that Redshift, PostgreSQL and .NET all have.
#pragma warning disable CA5351

namespace RedshiftSync;

/// <summary>Computes the same digests as the SQL of <see cref="DigestQuery"/>, for a database that cannot.</summary>
/// <param name="layout">The content of the digests.</param>
internal sealed class RowHash(DigestLayout layout)
{
    private const int MaxDigits = 20;

    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    private readonly byte[] _hash = new byte[MD5.HashSizeInBytes];
    private byte[] _content = new byte[256];
    private int _length;

    /// <summary>Starts a row; its key comes first.</summary>
    public void Start() => _length = 0;

    /// <summary>Adds a NULL.</summary>
    public void AddNull() => Append("-"u8);

    /// <summary>Adds a value that no row of the source has.</summary>
    /// <param name="text">What the value looks like, as UTF-8.</param>
    public void AddForeign(ReadOnlySpan<byte> text)
    {
        Append("?"u8);
        Add(text, DigestForm.Hashed);
    }

    /// <summary>Adds a canonical text, as UTF-8.</summary>
    public void Add(ReadOnlySpan<byte> text, DigestForm form)
    {
        if (form == DigestForm.Plain)
        {
            Append(text);
            return;
        }

        if (form == DigestForm.Hashed)
        {
            MD5.HashData(text, _hash);
            Separate(2 * _hash.Length);
            foreach (var b in _hash)
            {
                _content[_length++] = Hex[b >> 4];
                _content[_length++] = Hex[b & 15];
            }

            return;
        }

        Separate(MaxDigits + 1 + text.Length);
        Append(Characters(text));
        _content[_length++] = (byte)':';
        text.CopyTo(_content.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Returns 60 bits of the hash of the added parts.</summary>
    public long Finish()
    {
        MD5.HashData(_content.AsSpan(0, _length), _hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(_hash) >> 4);
    }

    /// <summary>Returns the bucket of a row. Call it after adding the key only.</summary>
    public int Bucket(int buckets, out long hash) => (int)((hash = Finish()) % buckets);

    /// <summary>Returns the digest of a row. Call it after adding all parts.</summary>
    /// <param name="keyHash">The hash of the key, from <see cref="Bucket"/>.</param>
    public long Digest(long keyHash) => layout.Kind == DigestKind.Key ? keyHash : Finish();

    // Counts the first byte of each character, as the servers do.
    private static int Characters(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Separate(text.Length);
        text.CopyTo(_content.AsSpan(_length));
        _length += text.Length;
    }

    private void Append(long number)
    {
        Utf8Formatter.TryFormat(number, _content.AsSpan(_length), out var written);
        _length += written;
    }

    // Makes room for a part, and separates it from the previous one.
    private void Separate(int bytes)
    {
        if (_length + 1 + bytes > _content.Length)
        {
            Array.Resize(ref _content, Math.Max(_content.Length * 2, _length + 1 + bytes));
        }

        if (_length > 0)
        {
            _content[_length++] = (byte)'/';
        }
    }
}
