using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// The name of a class of rows, for example <c>RedshiftSync.Rows.orders|lt2u|0/1|3</c>: the table, the types of the columns, the ordinals
/// of the key columns and that of the cursor column. Serialized rows carry the name, so it says what to make of them, NULLs included.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Kinds">The types of the columns.</param>
/// <param name="Key">The ordinals of the key columns.</param>
/// <param name="Cursor">The ordinal of the cursor column; null if there is none.</param>
internal sealed record RowClassName(string Table, IReadOnlyList<RowValueKind> Kinds, IReadOnlyList<int> Key, int? Cursor)
{
    // The runtime refuses names of 1,024 bytes. What is left is for the number of a class.
    private const int MaxBytes = 1000;

    private const string Prefix = "RedshiftSync.Rows.";

    // Part of the syntax here or in names of types. A backslash is how the runtime escapes them.
    private const string Reserved = "|%,+&*[]\\`";

    /// <summary>Reads a name.</summary>
    /// <returns>Null if the name is not one that <see cref="ToString"/> returns, with or without a number behind it.</returns>
    public static RowClassName? Parse(string name)
    {
        var parts = name.Split('|');
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || parts.Length < 4)
        {
            return null;
        }

        var kinds = ParseKinds(parts[1]);
        var key = parts[2].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(ParseOrdinal).ToList();
        var cursor = ParseOrdinal(parts[3]);
        return kinds is null || key.Append(cursor ?? 0).Any(ordinal => ordinal is not { } known || known >= kinds.Count)
            || (cursor is null && parts[3].Length > 0)
            ? null
            : new(Uri.UnescapeDataString(parts[0][Prefix.Length..]), kinds, [.. key.Select(ordinal => ordinal!.Value)], cursor);
    }

    /// <summary>The full name of the class. A name that would be too long is cut, and cannot be parsed.</summary>
    public override string ToString()
    {
        var name = new StringBuilder(Prefix);
        foreach (var letter in Table)
        {
            name = Reserved.Contains(letter, StringComparison.Ordinal) ? name.Append(Uri.HexEscape(letter)) : name.Append(letter);
        }

        var table = name.ToString();
        name.Append('|');
        for (int i = 0, end; i < Kinds.Count; i = end)
        {
            for (end = i + 1; end < Kinds.Count && Kinds[end] == Kinds[i]; end++)
            {
            }

            name.Append(Kinds[i].Letter());
            name = end - i > 1 ? name.Append(CultureInfo.InvariantCulture, $"{end - i}") : name;
        }

        name.Append(CultureInfo.InvariantCulture, $"|{string.Join('/', Key)}|{Cursor}");
        return Encoding.UTF8.GetByteCount(name.ToString()) <= MaxBytes ? name.ToString() : table;
    }

    private static int? ParseOrdinal(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;

    private static List<RowValueKind>? ParseKinds(string text)
    {
        var kinds = new List<RowValueKind>();
        for (int i = 0, end; i < text.Length; i = end)
        {
            for (end = i + 1; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            {
            }

            var count = end == i + 1 ? 1 : ParseOrdinal(text[(i + 1)..end]);
            if (RowValueKinds.Find(text[i]) is not { } kind || count is not (> 0 and <= RowShape.MaxColumns))
            {
                return null;
            }

            kinds.AddRange(Enumerable.Repeat(kind, count.Value));
        }

        return kinds.Count is > 0 and <= RowShape.MaxColumns ? kinds : null;
    }
}
