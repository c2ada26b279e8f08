using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RedshiftSync;

/// <summary>A table's name with an optional schema. Names are used exactly as stored; Redshift stores lower case by default.</summary>
/// <param name="Schema">The schema, or null to leave it to the session's search path.</param>
/// <param name="Name">The table.</param>
internal sealed record TableName(string? Schema, string Name)
{
    /// <summary>The name, quoted for SQL.</summary>
    public string Quoted => Schema is null ? SqlIdentifier.Quote(Name) : $"{SqlIdentifier.Quote(Schema)}.{SqlIdentifier.Quote(Name)}";

    /// <summary>Reads <c>table</c>, <c>schema.table</c> or either part in double quotes: <c>"my schema"."odd.name"</c>.</summary>
    /// <returns>False if the text is not a table name.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TableName? table)
    {
        table = null;
        var parts = new List<string>(2);
        var rest = (text ?? "").AsSpan().Trim();
        while (TakePart(ref rest, out var part))
        {
            parts.Add(part);
            if (rest.IsEmpty)
            {
                table = parts.Count switch { 1 => new(null, parts[0]), 2 => new(parts[0], parts[1]), _ => null };
                return table is not null;
            }

            if (rest[0] != '.')
            {
                return false;
            }

            rest = rest[1..];
        }

        return false;
    }

    /// <summary>Reads a name as <see cref="TryParse"/> does.</summary>
    /// <exception cref="SyncException">TableNameInvalid.</exception>
    public static TableName Parse(string text) => TryParse(text, out var table)
        ? table
        : throw new SyncException(
            ErrorId.TableNameInvalid,
            $"'{text}' is not the name of a table.",
            "Write schema.table, and put a part that contains a dot or a quote in double quotes, as in 'sales.\"odd.name\"'.",
            text);

    /// <summary>The name as a user writes it; a part is quoted only if necessary.</summary>
    public override string ToString() => Schema is null ? Shown(Name) : $"{Shown(Schema)}.{Shown(Name)}";

    // Reading a name drops white space around it.
    private static string Shown(string part) =>
        part.AsSpan().ContainsAny("\". ") || part.AsSpan().Trim().Length < part.Length ? SqlIdentifier.Quote(part) : part;

    private static bool TakePart(ref ReadOnlySpan<char> rest, out string part)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOf('.');
            var plain = end < 0 ? rest : rest[..end];
            rest = rest[plain.Length..];
            part = plain.ToString();
            return part.Length > 0 && !part.AsSpan().ContainsAny('"', '\0');
        }

        var name = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                if (i + 1 >= rest.Length || rest[i + 1] != '"')
                {
                    rest = rest[(i + 1)..];
                    part = name.ToString();
                    return part.Length > 0 && !part.Contains('\0', StringComparison.Ordinal);
                }

                i++;
            }

            name.Append(rest[i]);
        }

        part = "";
        return false;
    }
}
