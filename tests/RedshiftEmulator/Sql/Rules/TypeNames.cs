namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// Casts to types that Redshift does not have, and literals of these types (docs/redshift.md, Type numbers).
/// </summary>
internal static class TypeNames
{
    private static readonly HashSet<string> Known = Keywords.Words("""
        smallint int2 integer int int4 bigint int8 decimal numeric dec real float4 double float8 float boolean bool
        char character nchar bpchar varchar nvarchar text date time timetz timestamp timestamptz interval
        geometry geography hllsketch super varbyte varbinary binary oid name
        """);

    // Before a literal, another word can be anything: AT TIME ZONE '…', ESCAPE '…'.
    private static readonly HashSet<string> Unknown = Keywords.Words("""
        json jsonb jsonpath uuid bytea xml money inet cidr macaddr bit varbit hstore tsvector tsquery pg_lsn
        int4range int8range numrange tsrange tstzrange daterange point line lseg box path polygon circle
        """);

    // The longest a type can be.
    private static readonly Dictionary<string, int> Limits = new()
    {
        ["numeric"] = 38,
        ["decimal"] = 38,
        ["dec"] = 38,
        ["varchar"] = 65_535,
        ["nvarchar"] = 65_535,
        ["char"] = 4096,
        ["nchar"] = 4096,
        ["character"] = 65_535,
    };

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

        if (statement.Tokens[i].Kind == TokenKind.Word && Unknown.Contains(statement.Tokens[i].Text)
            && statement.Tokens[i + 1].Kind == TokenKind.Literal)
        {
            return i;
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

    /// <summary>Why the type at a position cannot be used, or null.</summary>
    public static Refusal? Problem(Statement statement, int at)
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
        return Known.Contains(name) ? TooLong(statement, at)
            : new Refusal(SqlState.UndefinedObject, $"type \"{name}\" does not exist") { Position = type.Start + 1 };
    }

    private static Refusal? TooLong(Statement statement, int at)
    {
        var name = statement.Tokens[at].Text;
        return Limits.TryGetValue(name, out var limit) && statement.Is(at + 1, "(")
            && at + 2 < statement.Tokens.Count && int.TryParse(statement.Tokens[at + 2].Text, out var length) && length > limit
            ? new Refusal(SqlState.InvalidParameterValue, $"length for type {name} cannot exceed {limit}")
            : null;
    }
}
