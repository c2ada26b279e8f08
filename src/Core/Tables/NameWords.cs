using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RedshiftSync;

/// <summary>The words that names of tables and columns are made of.</summary>
internal static partial class NameWords
{
    private static readonly FrozenSet<string> Changes = FrozenSet.ToFrozenSet(
        ["change", "changed", "chg", "mod", "modification", "modified", "modify", "mtime", "upd", "update", "updated"]);

    private static readonly FrozenSet<string> Fillers = FrozenSet.ToFrozenSet(
        [
            "at", "date", "datetime", "dt", "dtime", "dtm", "dttm", "gmt", "last", "latest", "local", "most", "of", "on", "rec", "recent",
            "record", "row", "stamp", "sys", "system", "the", "time", "timestamp", "ts", "tz", "utc", "when",
        ]);

    /// <summary>Returns the words of a name in lower case, split at underscores, blanks and changes of case.</summary>
    public static IReadOnlyList<string> Split(string name) => [.. Word().Matches(name).Select(m => m.Value.ToLowerInvariant())];

    /// <summary>Returns the singular forms that an English word can have as the name of a table, and the word itself.</summary>
    public static IEnumerable<string> Singulars(string word)
    {
        yield return word;
        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            yield return word[..^3] + "y";
        }

        if (word.EndsWith("es", StringComparison.Ordinal))
        {
            yield return word[..^2];
        }

        if (word.EndsWith('s'))
        {
            yield return word[..^1];
        }
    }

    /// <summary>
    /// Whether a column's name says when a row was last changed. Any word that could mean something else (created, deleted, by, price)
    /// makes the answer no: a wrong cursor would lose changes, and a user can name the right one.
    /// </summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="table">The name of the table, whose words say nothing new.</param>
    public static bool SayChange(string column, string table)
    {
        var ofTable = Split(table).SelectMany(Singulars).ToHashSet();
        var says = false;
        foreach (var word in Split(column).Where(w => !ofTable.Contains(w)))
        {
            if (FindMeaning(word) is not { } isChange)
            {
                return false;
            }

            says |= isChange;
        }

        return says;
    }

    // Servers fold updatedAt to updatedat. True if the parts of the word say change, false if they say nothing, null for any other word.
    private static bool? FindMeaning(string word)
    {
        if (word.Length == 0)
        {
            return false;
        }

        bool? meaning = null;
        for (var length = 1; length <= word.Length && meaning != true; length++)
        {
            var part = word[..length];
            if ((Changes.Contains(part) || Fillers.Contains(part)) && FindMeaning(word[length..]) is { } rest)
            {
                meaning = rest || Changes.Contains(part);
            }
        }

        return meaning;
    }

    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}|\d+")]
    private static partial Regex Word();
}
