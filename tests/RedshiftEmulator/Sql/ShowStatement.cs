using System.Globalization;
using RedshiftSync.RedshiftEmulator.Backend;

namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE, SHOW COLUMNS FROM TABLE and SHOW TABLES FROM SCHEMA (docs/redshift.md, Catalog).
/// </summary>
internal sealed class ShowStatement
{
    private const int MostRows = 10_000;

    private static readonly (string[] Words, string Function, int Names, string? Filtered)[] Known =
    [
        (["show", "constraints", "primary", "keys", "from", "table"], "show_primary_keys", 3, null),
        (["show", "columns", "from", "table"], "show_columns", 3, "column_name"),
        (["show", "tables", "from", "schema"], "show_tables", 2, "table_name"),
    ];

    private ShowStatement(string query)
    {
        Query = query;
    }

    /// <summary>The query to run instead.</summary>
    public string Query { get; }

    /// <summary>Whether the statement shows metadata, and no setting.</summary>
    public static bool Is(Statement statement) =>
        statement.Verb == "show" && statement.Is(1, "constraints", "columns", "tables") && statement.Tokens.Count > 2;

    /// <summary>Why the statement is refused, or null.</summary>
    public static Refusal? Check(Statement statement, bool isKnown)
    {
        if (!Is(statement))
        {
            return null;
        }

        if (!isKnown)
        {
            // An older server takes the second word for a setting.
            return Refusal.Syntax(statement.Tokens[2], statement.Sql);
        }

        Parse(statement, out var wrong);
        return wrong switch
        {
            null => null,
            _ when wrong >= statement.Tokens.Count => new Refusal(SqlState.Syntax, "syntax error at end of input"),
            _ => Refusal.Syntax(statement.Tokens[wrong.Value], statement.Sql),
        };
    }

    /// <summary>The statement, or null and the position of the first token that does not fit.</summary>
    public static ShowStatement? Parse(Statement statement, out int? wrong)
    {
        wrong = null;
        foreach (var (words, function, most, filtered) in Known)
        {
            if (statement.StartsWith(words))
            {
                var at = words.Length;
                var names = Names(statement, ref at);
                var query = names.Count > most || names.Count < most - 1
                    ? null
                    : $"SELECT * FROM {Catalog.Schema}.{function}({string.Join(", ", Arguments(names, most))})";
                if (query is not null && filtered is not null && statement.Is(at, "like")
                    && at + 1 < statement.Tokens.Count && statement.Tokens[at + 1].Kind == TokenKind.Literal)
                {
                    query += $" WHERE {filtered} LIKE {statement.Tokens[at + 1].Text}";
                    at += 2;
                }

                if (query is not null && statement.Is(at, "limit") && IsRowCount(statement, at + 1))
                {
                    query += $" LIMIT {statement.Tokens[at + 1].Text}";
                    at += 2;
                }

                if (query is not null && at == statement.Tokens.Count)
                {
                    return new ShowStatement(query);
                }

                wrong = at;
                return null;
            }
        }

        wrong = 2;
        return null;
    }

    private static bool IsRowCount(Statement statement, int at) =>
        at < statement.Tokens.Count
        && int.TryParse(statement.Tokens[at].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
        && rows <= MostRows;

    private static List<string> Names(Statement statement, ref int at)
    {
        var names = new List<string>();
        while (at < statement.Tokens.Count && statement.Tokens[at].IsName)
        {
            names.Add(statement.Tokens[at++].Text);
            if (!statement.Is(at, "."))
            {
                break;
            }

            at++;
        }

        return names;
    }

    // The database may be missing.
    private static IEnumerable<string> Arguments(List<string> names, int most) =>
        Enumerable.Repeat("NULL", most - names.Count).Concat(names.Select(Literal));

    // A backslash escapes in the backend's session.
    private static string Literal(string name) =>
        $"'{name.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}'";
}
