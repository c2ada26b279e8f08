using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// What is hashed: the canonical texts of a row's columns, separated by slashes; of its key alone for its bucket. A text stands with its
/// length before it, so that no two rows share a digest; one that may be long stands as its MD5. Redshift has no longer text than 65,535
/// bytes, so the declared lengths decide; a text without one may be long. Both sides go by the lengths of the source's columns.
/// </summary>
internal sealed class DigestLayout
{
    // In bytes; what is left of Redshift's limit is for the key's and the time's fixed widths and for rounding.
    private const int Limit = 60_000;

    // A character of UTF-8 has four bytes at most, and PostgreSQL counts lengths in characters. The length before a text, a colon, a slash.
    private const int BytesPerCharacter = 4;
    private const int PrefixWidth = 8;
    private const int HashWidth = 33;

    /// <summary>Lays out the digests of a table.</summary>
    /// <param name="schema">The source's table, described.</param>
    /// <param name="kind">What a digest is made of.</param>
    public DigestLayout(TableSchema schema, DigestKind kind)
    {
        Kind = kind;
        var left = Limit - (HashWidth * schema.Columns.Length);
        Key = [.. schema.KeyColumns.Select(Part)];
        Rest = kind == DigestKind.Key ? [] : [.. schema.Columns.Where(c => c.KeyPart is null).Select(Part)];

        DigestPart Part(Column column)
        {
            if (column.Codec is not Utf8Codec)
            {
                return new(column, DigestForm.Plain);
            }

            if (column.Type!.Length is not { } length || (length * BytesPerCharacter) + PrefixWidth > left)
            {
                return new(column, DigestForm.Hashed);
            }

            left -= (length * BytesPerCharacter) + PrefixWidth;
            return new(column, DigestForm.Prefixed);
        }
    }

    /// <summary>What a digest is made of.</summary>
    public DigestKind Kind { get; }

    /// <summary>The parts of the key, in order.</summary>
    public ImmutableArray<DigestPart> Key { get; }

    /// <summary>What follows the key in the digest of a row, in order.</summary>
    public ImmutableArray<DigestPart> Rest { get; }
}

/// <summary>A column in a digest.</summary>
/// <param name="Column">The column.</param>
/// <param name="Form">How its text stands there.</param>
internal readonly record struct DigestPart(Column Column, DigestForm Form);

/// <summary>How the canonical text of a value stands in what is hashed; NULL is a minus.</summary>
internal enum DigestForm
{
    /// <summary>As it is: it contains no slash.</summary>
    Plain,

    /// <summary>Behind the number of its characters and a colon.</summary>
    Prefixed,

    /// <summary>As its MD5.</summary>
    Hashed,
}
