using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// The content of a digest: the canonical texts of a row's columns, separated by slashes; for a bucket, those of the key alone. The length
/// of a text precedes it, so that different rows have different contents. A text that may be long is replaced by its MD5, because
/// Redshift's texts are limited to 65,535 bytes. The declared lengths of the source's columns decide for both sides; a text without one may
/// be long.
/// </summary>
internal sealed class DigestLayout
{
    // In bytes. The rest of Redshift's limit is for values of fixed width.
    private const int Limit = 60_000;

    // A character of UTF-8 has at most four bytes, and PostgreSQL counts lengths in characters. The prefix is a length, a colon and a
    // slash.
    private const int BytesPerCharacter = 4;
    private const int PrefixWidth = 8;
    private const int HashWidth = 33;

    /// <summary>Creates the layout for the digests of a table.</summary>
    /// <param name="schema">The source's table, described.</param>
    /// <param name="kind">The content of a digest.</param>
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

    /// <summary>The content of a digest.</summary>
    public DigestKind Kind { get; }

    /// <summary>The parts of the key, in order.</summary>
    public ImmutableArray<DigestPart> Key { get; }

    /// <summary>The parts after the key in the digest of a row, in order.</summary>
    public ImmutableArray<DigestPart> Rest { get; }
}

/// <summary>A column in a digest.</summary>
/// <param name="Column">The column.</param>
/// <param name="Form">The form of the column's text in the digest.</param>
internal readonly record struct DigestPart(Column Column, DigestForm Form);

/// <summary>The form of a value's canonical text in a digest; NULL is a minus.</summary>
internal enum DigestForm
{
    /// <summary>The text itself, which contains no slash.</summary>
    Plain,

    /// <summary>The text after the number of its characters and a colon.</summary>
    Prefixed,

    /// <summary>The MD5 of the text.</summary>
    Hashed,
}
