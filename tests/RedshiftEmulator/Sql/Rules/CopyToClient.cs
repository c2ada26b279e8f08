namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>COPY and UNLOAD transfer to and from S3, never the client (docs/redshift.md, COPY and UNLOAD).</summary>
internal static class CopyToClient
{
    public static Refusal? Check(Statement statement)
    {
        if (statement.Verb != "copy")
        {
            return null;
        }

        for (var i = 1; i < statement.Tokens.Count; i++)
        {
            if (statement.Is(i, "stdin", "stdout", "program") || (i == 1 && statement.Is(i, "(")))
            {
                return Refusal.Syntax(statement.Tokens[i], statement.Sql);
            }
        }

        return null;
    }
}
