namespace RedshiftSync;

/// <summary>
/// The statements that list a server's tables and columns. Redshift's own views come first; a user may not be allowed to read all of them.
/// </summary>
internal static class CatalogQuery
{
    /// <summary>Selects all columns of a table or view, whose types are the description of the result.</summary>
    public static SqlStatement Describe(TableName table) => new($"SELECT * FROM {table.Quoted} LIMIT 0", []);

    /// <summary>
    /// Selects the columns of a table's sort key with their positions (negative in an interleaved key), the best statement first.
    /// SVV_REDSHIFT_COLUMNS contains what the user may see; PG_TABLE_DEF only what is on the search path.
    /// </summary>
    public static IReadOnlyList<SqlStatement> SortKeyOf(TableName table, string database)
    {
        var name = new SqlParameterValue("table", table.Name, SqlValueType.Text);
        if (table.Schema is not { } schema)
        {
            return
            [
                new("SELECT CAST(\"column\" AS varchar(128)), sortkey FROM pg_table_def WHERE tablename = @table AND sortkey <> 0", [name]),
            ];
        }

        SqlParameterValue[] values = [name, new("schema", schema, SqlValueType.Text)];
        return
        [
            new(
                "SELECT column_name, sortkey FROM svv_redshift_columns "
                    + "WHERE database_name = @database AND schema_name = @schema AND table_name = @table AND sortkey <> 0",
                [.. values, new("database", database, SqlValueType.Text)]),
            new(
                "SELECT CAST(\"column\" AS varchar(128)), sortkey FROM pg_table_def "
                    + "WHERE schemaname = @schema AND tablename = @table AND sortkey <> 0",
                values),
        ];
    }

    /// <summary>
    /// Selects the primary key of a table, the best statement first. information_schema would show a reader no key: its views of
    /// constraints list only tables that the user owns.
    /// </summary>
    public static IReadOnlyList<PrimaryKeyQuery> PrimaryKeyOf(TableName table, string database)
    {
        var attributes = new PrimaryKeyQuery(PrimaryKeyAttributes(table), PrimaryKeyQuery.ReadAttributes);

        // SHOW takes no parameters.
        return table.Schema is null
            ? [attributes]
            :
            [
                new(
                    new($"SHOW CONSTRAINTS PRIMARY KEYS FROM TABLE {SqlIdentifier.Quote(database)}.{table.Quoted}", []),
                    PrimaryKeyQuery.ReadConstraints),
                attributes,
            ];
    }

    /// <summary>
    /// Selects schema, name and kind of the tables and views that the user may see. The best statement first: SVV_TABLES also lists
    /// external tables and is filtered by permission; information_schema exists on PostgreSQL, too.
    /// </summary>
    public static IReadOnlyList<SqlStatement> Tables() => [TablesFrom("svv_tables"), TablesFrom("information_schema.tables")];

    /// <summary>Selects schema, name, type, nullability and position of a table's columns, the best statement first.</summary>
    public static IReadOnlyList<SqlStatement> Columns(TableName table) =>
        [ColumnsFrom("svv_columns", table), ColumnsFrom("information_schema.columns", table)];

    // Redshift has no arrays beside a table, so that the columns of the key are picked here and not there.
    private static SqlStatement PrimaryKeyAttributes(TableName table)
    {
        var name = new SqlParameterValue("table", table.Name, SqlValueType.Text);
        var (where, values) = table.Schema is { } schema
            ? ("n.nspname = @schema", new[] { name, new("schema", schema, SqlValueType.Text) })
            : ("pg_table_is_visible(c.oid)", [name]);
        return new(
            "SELECT k.conkey, a.attnum, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
                + "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
                + $"WHERE k.contype = 'p' AND c.relname = @table AND {where} AND a.attnum > 0 ORDER BY a.attnum",
            values);
    }

    private static SqlStatement TablesFrom(string view) => new(
        $"SELECT CAST(table_schema AS varchar(128)), CAST(table_name AS varchar(128)), CAST(table_type AS varchar(128)) FROM {view} "
        + "WHERE table_schema <> 'information_schema' AND substring(table_schema, 1, 3) <> 'pg_' ORDER BY 1, 2",
        []);

    private static SqlStatement ColumnsFrom(string view, TableName table)
    {
        var values = new List<SqlParameterValue> { new("table", table.Name, SqlValueType.Text) };
        var inSchema = "";
        if (table.Schema is { } schema)
        {
            values.Add(new("schema", schema, SqlValueType.Text));
            inSchema = " AND table_schema = @schema";
        }

        return new(
            "SELECT CAST(table_schema AS varchar(128)), CAST(column_name AS varchar(128)), CAST(data_type AS varchar(128)), "
            + "CAST(is_nullable AS varchar(3)), CAST(ordinal_position AS integer) "
            + $"FROM {view} WHERE table_name = @table{inSchema} ORDER BY 1, 5",
            values);
    }
}
