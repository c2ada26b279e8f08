namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Operators that came after 8.0, such as those of JSON and of arrays.</summary>
internal static class Operators
{
    private static readonly HashSet<string> Known = Keywords.Words("""
        + - * / % ^ |/ ||/ @ & | # ~ << >> || = < > <= >= <> != ~* !~ !~* ~~ !~~ ~~* !~~* ::
        """);

    public static Refusal? Check(Statement statement)
    {
        foreach (var token in statement.Tokens)
        {
            if (token.Kind == TokenKind.Operator && !Known.Contains(token.Text))
            {
                return new Refusal(SqlState.UndefinedFunction, $"operator does not exist: {token.Text}") { Position = token.Start + 1 };
            }
        }

        return null;
    }
}
