namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// <c>(a, b) &gt; (x, y)</c>. Version 8.0.2 accepts it and evaluates <c>a &gt; x AND b &gt; y</c>, which silently loses rows
/// (docs/redshift.md, Row comparison); an error is more useful for a test.
/// </summary>
internal static class RowComparison
{
    public static Refusal? Check(Statement statement)
    {
        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            if (statement.Is(i, "(") && IsRow(statement, i, out var first) && IsCompared(statement, i, first))
            {
                return new Refusal(
                    SqlState.FeatureNotSupported,
                    "Row comparison: Redshift would evaluate (a, b) > (x, y) as a > x AND b > y and lose rows. " +
                        "Write a >= x AND (a > x OR b > y).")
                {
                    Position = statement.Tokens[i].Start + 1,
                };
            }
        }

        return null;
    }

    private static bool IsRow(Statement statement, int open, out int first)
    {
        first = statement.Is(open - 1, "row") ? open - 1 : open;

        // After a word, the parentheses are a call, a list of columns or a type's length; with a query inside, they are a subquery.
        return statement.Parts(open).Count > 1
            && !statement.Is(open + 1, "select", "with")
            && (first == 0 || statement.Tokens[first - 1].Kind is not (TokenKind.Word or TokenKind.Quoted)
                || statement.Is(first - 1, "where", "and", "or", "not", "on", "having", "when", "select", "then"));
    }

    private static bool IsCompared(Statement statement, int open, int first) =>
        statement.Is(first - 1, "<", ">", "<=", ">=")
        || (statement.Partner(open) is { } close && statement.Is(close + 1, "<", ">", "<=", ">="));
}
