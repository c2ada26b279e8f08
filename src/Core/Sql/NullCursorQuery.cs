using System.Text;

namespace RedshiftSync;

/// <summary>The statements for rows with a NULL cursor, which no range of cursor values contains.</summary>
/// <param name="Schema">The table and its columns.</param>
internal sealed record NullCursorQuery(TableSchema Schema)
{
    /// <summary>Selects the rows in order of the key.</summary>
    /// <param name="afterKey">The last key that was handed over; null to start from the first row.</param>
    /// <param name="limit">The greatest number of rows, or null for all.</param>
    public SqlStatement Select(KeyValue? afterKey, long? limit)
    {
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Schema.SelectList)
            .Append(" FROM ").Append(Schema.Table.Quoted);
        var predicate = new KeyPredicate(Schema.KeyColumns, "id");
        sql.Append(Schema.Where(afterKey is null ? IsNull : $"{IsNull} AND ({predicate.After})"));
        if (Schema.HasKey)
        {
            sql.Append(" ORDER BY ").AppendJoin(", ", Schema.KeyColumns.Select(c => c.Quoted));
        }

        return Schema.Statement(SqlStatement.Limited(sql, limit), afterKey is { } key ? predicate.Bind(key) : []);
    }

    /// <summary>Counts the rows.</summary>
    public SqlStatement Count() => Schema.Statement($"SELECT count(*) FROM {Schema.Table.Quoted}{Schema.Where(IsNull)}");

    private string IsNull => $"{Schema.Cursor.Quoted} IS NULL";
}
