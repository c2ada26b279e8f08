namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>Words that are not names, to distinguish function calls from other parentheses.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> BeforeExpression = Words("""
        select distinct all and or not in like ilike similar to between is then when else case by where on having limit offset from join
        inner left right full cross natural using set values union intersect except minus partition order group qualify top returning
        escape any some exists end as with recursive call execute default only over collate interval asc desc nulls first last rows range
        window fetch for if
        """);

    // Words before an opening parenthesis that are not functions: keywords and names of types.
    private static readonly HashSet<string> BeforeBracket = Words("""
        and or not in like ilike similar to any some all exists select from where on using having by when then else case as values over
        partition between is distinct union intersect except minus limit offset join lateral filter group within set into table key
        primary unique check default references sortkey distkey compound interleaved returning with top array row unload copy grouping
        sets rollup cube pivot unpivot for escape end inner outer cross natural if only foreign explain ignore respect varchar char
        character nvarchar nchar bpchar text varying decimal numeric dec float time timestamp timetz timestamptz interval bit varbyte
        varbinary binary precision second
        """);

    public static bool PrecedesExpression(string word) => BeforeExpression.Contains(word);

    public static bool PrecedesBracket(string word) => BeforeBracket.Contains(word);

    /// <summary>The words of a text, for tables of names.</summary>
    public static HashSet<string> Words(string text) => [.. text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];
}
