namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>
/// Columns that PostgreSQL has and Redshift lacks: system columns of users' tables, and columns that the catalog got after 8.0.
/// </summary>
internal static class LaterColumns
{
    private static readonly HashSet<string> OfTables = Keywords.Words("ctid xmin xmax cmin cmax tableoid");

    private static readonly HashSet<string> OfCatalog = Keywords.Words("""
        attidentity attgenerated attcollation attcompression attoptions attfdwoptions attmissingval
        relpersistence relrowsecurity relforcerowsecurity relispopulated relreplident relispartition relrewrite relpartbound reloptions
        convalidated conindid conparentid connoinherit conislocal conexclop conpfeqop
        typcollation typcategory typispreferred typarray indisvalid indisready indislive indnkeyatts prokind
        """);

    public static Refusal? Check(Statement statement)
    {
        var readsCatalog = statement.Relations.Any(
            relation => relation.Kind == RelationKind.Catalog && relation.Schema != "information_schema");
        for (var i = 0; i < statement.Tokens.Count; i++)
        {
            var token = statement.Tokens[i];
            if (token.Kind == TokenKind.Word && !statement.Is(i - 1, "as") && !statement.Is(i + 1, "(")
                && ((readsCatalog && OfCatalog.Contains(token.Text)) || (statement.ReadsUserTable && OfTables.Contains(token.Text))))
            {
                return new Refusal(SqlState.UndefinedColumn, $"column \"{token.Text}\" does not exist") { Position = token.Start + 1 };
            }
        }

        return null;
    }
}
