namespace RedshiftSync;

/// <summary>
/// Lists the tables and columns of a source, by the first of several statements that the server and the user's privileges allow.
/// </summary>
internal static class SourceListing
{
    /// <summary>Lists the tables and views that the user may see, by schema and name.</summary>
    public static IReadOnlyList<ListedTable> Tables(ReconnectingSource source) =>
        [.. First(source, CatalogQuery.Tables()).Select(r => new ListedTable(new TableName($"{r[0]}", $"{r[1]}"), $"{r[2]}"))];

    /// <summary>Lists the columns of a table, in order, with their positions in the sort key if the user may see them.</summary>
    /// <exception cref="SyncException">TableNotFound.</exception>
    public static IReadOnlyList<ListedColumn> Columns(ReconnectingSource source, TableName table)
    {
        ArgumentNullException.ThrowIfNull(source);
        var rows = First(source, CatalogQuery.Columns(table));
        if (rows.Count == 0)
        {
            throw SourceErrors.TableNotFound(table, cause: null);
        }

        var sortKey = SortKey(source, table);
        return
        [
            .. rows.Select(r => new ListedColumn(
                new TableName($"{r[0]}", table.Name), $"{r[1]}", ColumnType.Named($"{r[2]}"), $"{r[3]}" != "NO",
                sortKey.GetValueOrDefault($"{r[1]}"))),
        ];
    }

    private static Dictionary<string, int?> SortKey(ReconnectingSource source, TableName table)
    {
        try
        {
            var database = source.Execute(s => s.Identity).Database;
            return First(source, CatalogQuery.SortKeyOf(table, database)).ToDictionary(r => $"{r[0]}", r => (int?)Math.Abs((long)r[1]!));
        }
        catch (SyncException e) when (e.IsRefusal)
        {
            // Only Redshift has sort keys.
            return [];
        }
    }

    private static IReadOnlyList<object?[]> First(ReconnectingSource source, IReadOnlyList<SqlStatement> statements)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return source.Execute(s => s.Query(statements[i], source.Cancellation));
            }
            catch (SyncException e) when (i + 1 < statements.Count && e.IsRefusal)
            {
                // The server lacks the view, or the user may not read it.
            }
        }
    }
}

/// <summary>A table or view of a source.</summary>
/// <param name="Name">The schema and name.</param>
/// <param name="Kind">The kind as the server names it: BASE TABLE, VIEW, EXTERNAL TABLE.</param>
internal sealed record ListedTable(TableName Name, string Kind);

/// <summary>A column of a source's table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsNullable">Whether it can be NULL.</param>
/// <param name="SortKeyPosition">Its place in the table's sort key, from 1; null when it has none, or none can be seen.</param>
internal sealed record ListedColumn(TableName Table, string Name, ColumnType Type, bool IsNullable, int? SortKeyPosition);
