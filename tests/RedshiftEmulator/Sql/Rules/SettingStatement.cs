namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>SET, RESET and SHOW of settings that Redshift does not know (docs/redshift.md, Settings).</summary>
internal static class SettingStatement
{
    public static Refusal? Check(Statement statement)
    {
        if (NameAt(statement) is not { } at)
        {
            return null;
        }

        var name = statement.Tokens[at].Text.ToLowerInvariant();
        return statement.Verb == "show"
            ? Settings.CheckShow(name)
            : Settings.CheckSet(name, at + 2 < statement.Tokens.Count ? statement.Tokens[at + 2].Text : null);
    }

    /// <summary>The position of the setting's name, or null for other statements.</summary>
    public static int? NameAt(Statement statement)
    {
        if (statement.Verb is not ("set" or "reset" or "show") || ShowStatement.Is(statement))
        {
            return null;
        }

        var at = statement.Verb == "set" && statement.Is(1, "session", "local") ? 2 : 1;

        // SET TIME ZONE, SET TRANSACTION, SET SESSION AUTHORIZATION and the like have their own grammar.
        return at >= statement.Tokens.Count
            || statement.Is(at, "time", "transaction", "authorization", "characteristics", "constraints", "names", "all")
            ? null
            : at;
    }
}
