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
    // In bytes, less than Redshift's limit. Each column is given the width of a hash, and the rest to those that come first.
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
        Rest = kind == DigestKind.Key ? [] : [.. schema.Columns.Where(c => c.KeyPart is null && c.Codec.IsCompared).Select(Part)];

        DigestPart Part(Column column)
        {
            var isText = column.Codec.IsComparedAsText;
            var width = isText
                ? (column.Type!.Length * BytesPerCharacter) + PrefixWidth
                : column.Codec.CanonicalWidth(column.Type!) + 1 - HashWidth;
            if (width is not { } more || more > left)
            {
                return new(column, DigestForm.Hashed);
            }

            left -= Math.Max(more, 0);
            return new(column, isText ? DigestForm.Prefixed : DigestForm.Plain);
        }
    }

    /// <summary>Returns the names of the columns that no digest contains, because their types have no canonical text.</summary>
    public static ImmutableArray<string> FindUncompared(TableSchema schema) =>
        [.. schema.Columns.Where(c => !c.Codec.IsCompared).Select(c => c.Name)];

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
