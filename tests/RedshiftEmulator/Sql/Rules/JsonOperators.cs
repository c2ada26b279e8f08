namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Operators of types that came after 8.0.</summary>
internal static class JsonOperators
{
    public static Refusal? Check(Statement statement)
    {
        foreach (var token in statement.Tokens)
        {
            if (token is { Kind: TokenKind.Operator, Text: "->" or "->>" or "#>" or "#>>" or "@>" or "<@" or "&&" or "@@" or "=>" })
            {
                return new Refusal(SqlState.UndefinedFunction, $"operator does not exist: {token.Text}") { Position = token.Start + 1 };
            }
        }

        return null;
    }
}
