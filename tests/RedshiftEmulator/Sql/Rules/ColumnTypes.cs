namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>The types that a column can have.</summary>
internal static class ColumnTypes
{
    // Version 8.0 has them, but not for columns of tables on compute nodes.
    private static readonly HashSet<string> NotForColumns = Keywords.Words("""
        oid name bytea money inet cidr macaddr bit varbit point line lseg box path polygon circle serial serial4 bigserial serial8
        abstime reltime tinterval regclass regproc regtype regoper xid cid tid
        """);

    /// <summary>Why a column cannot have its type, or null.</summary>
    public static Refusal? Check(Statement statement, string table, int column)
    {
        var at = statement.Is(column + 2, ".") ? column + 3 : column + 1;
        if (at >= statement.Tokens.Count || !statement.Tokens[at].IsName)
        {
            return null;
        }

        var type = statement.Tokens[at];
        var afterLength = statement.Is(at + 1, "(") && statement.Partner(at + 1) is { } close ? close + 1 : at + 1;
        var isUnsupported = NotForColumns.Contains(type.Text)
            || type is { Kind: TokenKind.Quoted, Text: "char" }
            || (type.Is("interval") && !statement.Is(at + 1, "year", "month", "day", "hour", "minute", "second"));
        if (isUnsupported || statement.Is(afterLength, "["))
        {
            var name = type.Text + (statement.Is(afterLength, "[") ? "[]" : "");
            return new Refusal(
                SqlState.FeatureNotSupported, $"Column \"{table}.{statement.Tokens[column].Text}\" has unsupported type \"{name}\".");
        }

        return TypeNames.Problem(statement, at);
    }
}
