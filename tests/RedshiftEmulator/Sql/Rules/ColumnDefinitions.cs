namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// Types in CREATE TABLE and ALTER TABLE ADD that a column of Redshift cannot have (docs/redshift.md, Type numbers).
/// </summary>
internal static class ColumnDefinitions
{
    public static Refusal? Check(Statement statement)
    {
        foreach (var (table, column) in Columns(statement))
        {
            if (ColumnTypes.Check(statement, table, column) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The table's name, and where each column's name is.</summary>
    private static IEnumerable<(string Table, int Column)> Columns(Statement statement)
    {
        if (statement.Verb is not ("create" or "alter") || statement.Find("table") is not { } table || table > 3)
        {
            yield break;
        }

        var name = NameAfter(statement, table);
        if (name >= statement.Tokens.Count)
        {
            yield break;
        }

        var text = statement.Tokens[name].Text;
        if (statement.Verb == "alter")
        {
            if (statement.Is(name + 1, "add") && ColumnAt(statement, statement.Is(name + 2, "column") ? name + 3 : name + 2) is { } added)
            {
                yield return (text, added);
            }
        }
        else if (statement.Is(name + 1, "("))
        {
            foreach (var part in statement.Parts(name + 1))
            {
                if (part.End.Value - part.Start.Value > 1 && ColumnAt(statement, part.Start.Value) is { } column)
                {
                    yield return (text, column);
                }
            }
        }
    }

    private static int NameAfter(Statement statement, int table)
    {
        var name = table + 1;
        while (statement.Is(name, "if", "not", "exists", "only"))
        {
            name++;
        }

        while (statement.Is(name + 1, "."))
        {
            name += 2;
        }

        return name;
    }

    // Constraints begin with a keyword.
    private static int? ColumnAt(Statement statement, int at) =>
        at < statement.Tokens.Count && statement.Tokens[at].IsName
        && !statement.Is(at, "primary", "unique", "foreign", "constraint", "check", "like", "exclude")
            ? at
            : null;
}
