namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// Functions of the leader node in a statement in which compute nodes take part: one with a user's table or a system view
/// (docs/redshift.md, Leader-only functions).
/// </summary>
internal static class LeaderFunctions
{
    public static Refusal? Check(Statement statement)
    {
        if (!statement.RunsOnComputeNodes)
        {
            return null;
        }

        foreach (var call in statement.Calls.Where(call => call.IsSystem))
        {
            var name = statement.Tokens[call.Name].Text;
            if (name == "substr")
            {
                return new Refusal(SqlState.FeatureNotSupported, "SUBSTR() function is not supported") { Hint = "use SUBSTRING instead" };
            }

            if (Functions.IsOnLeader(name))
            {
                return Unsupported($"Function \"{name}()\" not supported.");
            }
        }

        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            var token = statement.Tokens[i];
            if (token.Kind == TokenKind.Word && Functions.IsLeaderKeyword(token.Text)
                && !statement.Is(i - 1, ".") && !statement.Is(i + 1, "."))
            {
                return Unsupported($"Function \"{token.Text}\" not supported.");
            }
        }

        return null;
    }

    public static Refusal Unsupported(string information) =>
        new(SqlState.FeatureNotSupported, "Specified types or functions (one per INFO message) not supported on Redshift tables.")
        {
            Information = information,
        };
}
