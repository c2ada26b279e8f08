using System.Text;

namespace RedshiftSync;

/// <summary>The rows whose time is NULL. No range of time holds them, so they have statements of their own.</summary>
/// <param name="Schema">The table and its columns.</param>
internal sealed record NullCursorQuery(TableSchema Schema)
{
    /// <summary>The rows in order of the key.</summary>
    /// <param name="afterKey">The last key that was handed over; null to start from the first.</param>
    /// <param name="limit">The greatest number of rows, or null for all.</param>
    public SqlStatement Select(KeyValue? afterKey, long? limit)
    {
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Schema.SelectList)
            .Append(" FROM ").Append(Schema.Table.Quoted)
            .Append(" WHERE ").Append(Schema.Cursor.Quoted).Append(" IS NULL");
        if (afterKey is not null)
        {
            sql.Append(" AND (").Append(Schema.Key.Quoted).Append(" > @id OR ").Append(Schema.Key.Quoted).Append(" IS NULL)");
        }

        sql.Append(" ORDER BY ").Append(Schema.Key.Quoted);
        return new(SqlStatement.Limited(sql, limit), afterKey is { } key ? [new("id", key.Integer!, SqlValueType.Number)] : []);
    }

    /// <summary>Counts such rows where the user wants to know of them.</summary>
    /// <exception cref="SyncException">NullTimestamp, and what the session throws.</exception>
    public static void Check(ReconnectingSource source, TableSchema schema, NullTimestampAction action, IRunObserver observer)
    {
        if (action is NullTimestampAction.Include or NullTimestampAction.Ignore)
        {
            return;
        }

        var count = (long)source.Execute(s => s.Query(new NullCursorQuery(schema).Count(), source.Cancellation))[0][0]!;
        if (count > 0 && action == NullTimestampAction.Error)
        {
            throw SourceErrors.NullTimestamp(schema, count);
        }

        if (count > 0)
        {
            observer.Warn($"{count} row(s) of {schema.Table} have no {schema.Cursor.Name} and are not delivered: no range of time covers them. -NullTimestamp Include delivers them with every run; Ignore silences this.");
        }
    }

    /// <summary>How many there are.</summary>
    public SqlStatement Count() => new($"SELECT count(*) FROM {Schema.Table.Quoted} WHERE {Schema.Cursor.Quoted} IS NULL", []);
}
