namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Distinguishes function calls from other uses of a name before a parenthesis.</summary>
internal static class CallFinder
{
    public static IReadOnlyList<Call> Find(Statement statement)
    {
        var calls = new List<Call>();
        for (var i = 0; i + 1 < statement.Tokens.Count; i++)
        {
            if (statement.Is(i + 1, "(") && IsCall(statement, i, out var first))
            {
                calls.Add(new Call(first, i, first < i ? statement.Tokens[first].Text : null, statement.Parts(i + 1)));
            }
        }

        return calls;
    }

    private static bool IsCall(Statement statement, int name, out int first)
    {
        first = name;
        var token = statement.Tokens[name];
        if (!token.IsName || (token.Kind == TokenKind.Word && Keywords.PrecedesBracket(token.Text)))
        {
            return false;
        }

        while (statement.Is(first - 1, ".") && first >= 2)
        {
            first -= 2;
        }

        // The parentheses contain columns: INSERT INTO t (a), WITH c (a) AS (…), FROM t AS x (a), FROM t x (a).
        return !statement.Is(first - 1, "into", "table", "update", "copy", "references", "as", "with", "recursive")
            && !(statement.Verb == "create" && statement.Is(first - 1, "exists"))
            && !(statement.Partner(name + 1) is { } close && statement.Is(close + 1, "as") && statement.Is(close + 2, "("))
            && !IsAlias(statement, first);
    }

    private static bool IsAlias(Statement statement, int first)
    {
        if (first == 0)
        {
            return false;
        }

        var before = statement.Tokens[first - 1];
        return before.Kind switch
        {
            TokenKind.Word => !Keywords.PrecedesExpression(before.Text),
            TokenKind.Quoted => true,
            _ => before.Is(")"),
        };
    }
}
