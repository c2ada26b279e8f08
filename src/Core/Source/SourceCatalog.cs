namespace RedshiftSync;

/// <summary>The statements that ask a server about its tables. Redshift's own views come first; not every user may read each.</summary>
public static class SourceCatalog
{
    /// <summary>
    /// The columns of a table's sort key with their places (negative in an interleaved key), the best statement first. SVV_REDSHIFT_COLUMNS
    /// holds what the user may see; PG_TABLE_DEF only what is on the search path.
    /// </summary>
    public static IReadOnlyList<SqlStatement> SortKeyOf(TableName table, string database)
    {
        var name = new SqlParameterValue("table", table.Name, SqlValueType.Text);
        if (table.Schema is not { } schema)
        {
            return [new("SELECT CAST(\"column\" AS varchar(128)), sortkey FROM pg_table_def WHERE tablename = @table AND sortkey <> 0", [name])];
        }

        SqlParameterValue[] values = [name, new("schema", schema, SqlValueType.Text)];
        return
        [
            new(
                "SELECT column_name, sortkey FROM svv_redshift_columns WHERE database_name = @database AND schema_name = @schema AND table_name = @table AND sortkey <> 0",
                [.. values, new("database", database, SqlValueType.Text)]),
            new("SELECT CAST(\"column\" AS varchar(128)), sortkey FROM pg_table_def WHERE schemaname = @schema AND tablename = @table AND sortkey <> 0", values),
        ];
    }
}
