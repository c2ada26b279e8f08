namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Casts to types that Redshift does not have (docs/redshift.md, Type numbers).</summary>
internal static class TypeNames
{
    private static readonly HashSet<string> Known = Keywords.Words("""
        smallint int2 integer int int4 bigint int8 decimal numeric dec real float4 double float8 float boolean bool
        char character nchar bpchar varchar nvarchar text date time timetz timestamp timestamptz interval
        geometry geography hllsketch super varbyte varbinary binary oid name
        """);

    // On the leader node only; a client should not rely on them.
    private static readonly HashSet<string> OnLeader = Keywords.Words("regclass regproc regprocedure regtype regoper");

    public static Refusal? Check(Statement statement)
    {
        for (var i = 0; i + 1 < statement.Tokens.Count; i++)
        {
            if (TypeAt(statement, i) is { } at && Problem(statement, at) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static int? TypeAt(Statement statement, int i)
    {
        if (statement.Is(i, "::"))
        {
            return statement.Is(i + 2, ".") ? i + 3 : i + 1;
        }

        return statement.Is(i, "cast") && statement.Is(i + 1, "(") && FindLastAs(statement, i + 1) is { } at ? at + 1 : null;
    }

    private static int? FindLastAs(Statement statement, int open)
    {
        for (var i = statement.Partner(open) ?? 0; i > open; i--)
        {
            if (statement.Is(i, "as"))
            {
                return i;
            }
        }

        return null;
    }

    private static Refusal? Problem(Statement statement, int at)
    {
        if (at >= statement.Tokens.Count || !statement.Tokens[at].IsName)
        {
            return null;
        }

        var type = statement.Tokens[at];
        if (OnLeader.Contains(type.Text))
        {
            return LeaderFunctions.Unsupported($"Type \"{type.Text}\" not supported.");
        }

        var isArray = statement.Is(at + 1, "[");
        var name = type.Text + (isArray ? "[]" : "");
        return Known.Contains(name)
            ? null
            : new Refusal(SqlState.UndefinedObject, $"type \"{name}\" does not exist") { Position = type.Start + 1 };
    }
}
