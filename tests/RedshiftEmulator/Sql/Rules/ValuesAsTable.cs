namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary><c>VALUES</c> is part of INSERT and cannot be used as a table.</summary>
internal static class ValuesAsTable
{
    public static Refusal? Check(Statement statement)
    {
        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            if (statement.Is(i, "values") && (i == 0 || statement.Is(i - 1, "(", "union", "all", "for")))
            {
                return Refusal.Syntax(statement.Tokens[i], statement.Sql);
            }
        }

        return null;
    }
}
