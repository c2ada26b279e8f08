using System.Text;

namespace RedshiftSync;

/// <summary>The rows whose time is NULL. No range of time holds them, so they have statements of their own.</summary>
/// <param name="Shape">The table and its columns.</param>
internal sealed record NullCursorQuery(TableShape Shape)
{
    /// <summary>The rows in order of the key.</summary>
    /// <param name="afterKey">The last key that was handed over; null to start from the first.</param>
    /// <param name="limit">The greatest number of rows, or null for all.</param>
    public SqlStatement Select(long? afterKey, long? limit)
    {
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Shape.SelectList)
            .Append(" FROM ").Append(Shape.Table.Quoted)
            .Append(" WHERE ").Append(Shape.Time).Append(" IS NULL");
        if (afterKey is not null)
        {
            sql.Append(" AND (").Append(Shape.Key).Append(" > @id OR ").Append(Shape.Key).Append(" IS NULL)");
        }

        sql.Append(" ORDER BY ").Append(Shape.Key);
        return new(SqlStatement.Limited(sql, limit), afterKey is { } key ? [new("id", key, SqlValueType.Number)] : []);
    }

    /// <summary>Counts such rows where the user wants to know of them.</summary>
    /// <exception cref="SyncException">NullTimestamp, and what the session throws.</exception>
    public static void Check(ReconnectingSource source, TableShape shape, NullTimestampAction action, IRunObserver observer)
    {
        if (action is NullTimestampAction.Include or NullTimestampAction.Ignore)
        {
            return;
        }

        var count = (long)source.Execute(s => s.Query(new NullCursorQuery(shape).Count(), source.Cancellation))[0][0]!;
        if (count > 0 && action == NullTimestampAction.Error)
        {
            throw SourceErrors.NullTimestamp(shape, count);
        }

        if (count > 0)
        {
            observer.Warn($"{count} row(s) of {shape.Table} have no {shape.TimeColumn} and are not delivered: no range of time covers them. -NullTimestamp Include delivers them with every run; Ignore silences this.");
        }
    }

    /// <summary>How many there are.</summary>
    public SqlStatement Count() => new($"SELECT count(*) FROM {Shape.Table.Quoted} WHERE {Shape.Time} IS NULL", []);
}
