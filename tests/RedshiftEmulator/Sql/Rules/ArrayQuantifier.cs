namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary><c>= ANY (@array)</c>: an array cannot be bound.</summary>
internal static class ArrayQuantifier
{
    public static Refusal? Check(Statement statement)
    {
        for (var i = 1; i < statement.Tokens.Count; i++)
        {
            if (statement.Is(i, "any", "some", "all") && statement.Is(i + 1, "(")
                && statement.Tokens[i - 1].Kind == TokenKind.Operator && !statement.Is(i + 2, "select", "with", "("))
            {
                return new Refusal(SqlState.Internal, "Only constant arrays supported in IN/ANY/ALL operation.");
            }
        }

        return null;
    }
}
