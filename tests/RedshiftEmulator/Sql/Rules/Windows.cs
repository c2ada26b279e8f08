namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Windows: OVER has its own parentheses, and a frame counts rows.</summary>
internal static class Windows
{
    public static Refusal? Check(Statement statement)
    {
        for (var i = 1; i < statement.Tokens.Count; i++)
        {
            if (!statement.Is(i, "over") || !statement.Is(i - 1, ")"))
            {
                continue;
            }

            if (!statement.Is(i + 1, "("))
            {
                return i + 1 < statement.Tokens.Count ? Refusal.Syntax(statement.Tokens[i + 1], statement.Sql) : null;
            }

            for (var j = i + 2; j < (statement.Partner(i + 1) ?? 0); j++)
            {
                if ((statement.Is(j, "range", "groups") && statement.Is(j + 1, "between", "unbounded", "current"))
                    || (statement.Is(j, "exclude") && statement.Is(j + 1, "ties", "group", "no", "current")))
                {
                    return Refusal.Syntax(statement.Tokens[j], statement.Sql);
                }
            }
        }

        return null;
    }
}
