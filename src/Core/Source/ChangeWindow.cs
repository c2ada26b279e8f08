using System.Text;

namespace RedshiftSync;

/// <summary>The rows that one run reads, and the statements that read or count them.</summary>
/// <param name="Shape">The table and its columns.</param>
/// <param name="TimeType">The type of the time column: <see cref="SqlValueType.Timestamp"/> or <see cref="SqlValueType.TimestampWithZone"/>.</param>
/// <param name="After">Where to start: after this row, or at this time when it has no key. Null reads from the first dated row.</param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
/// <param name="Limit">The greatest number of rows, or null for all.</param>
public sealed record ChangeWindow(TableShape Shape, SqlValueType TimeType, Watermark? After, DateTime? Before, long? Limit = null)
{
    /// <summary>
    /// The rows in order of time and key. The condition is spelled out instead of comparing pairs, because Redshift evaluates
    /// <c>(a, b) &gt; (x, y)</c> as <c>a &gt; x AND b &gt; y</c> and loses rows; the leading range looks redundant but is what prunes blocks.
    /// </summary>
    public SqlStatement SelectRows()
    {
        var parameters = new List<SqlParameterValue>(3);
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Shape.SelectList)
            .Append(" FROM ").Append(Shape.Table.Quoted)
            .Append(Condition(parameters))
            .Append(" ORDER BY ").Append(Time).Append(", ").Append(SqlIdentifier.Quote(Shape.KeyColumn));
        if (Limit is { } limit)
        {
            sql.Append(" LIMIT ").Append(limit);
        }

        return new(sql.ToString(), parameters);
    }

    /// <summary>How many rows <see cref="SelectRows"/> would read without a limit, and their first and last time.</summary>
    public SqlStatement SelectExtent()
    {
        var parameters = new List<SqlParameterValue>(3);
        return new($"SELECT count(*), min({Time}), max({Time}) FROM {Shape.Table.Quoted}{Condition(parameters)}", parameters);
    }

    /// <summary>How many rows lie at or after <paramref name="bound"/>, and how many of them after <paramref name="clock"/>.</summary>
    public SqlStatement SelectHeldBack(DateTime bound, DateTime clock) => new(
        $"SELECT count(*), count(CASE WHEN {Time} > @clock THEN 1 END) FROM {Shape.Table.Quoted} WHERE {Time} >= @bound",
        [new("clock", clock, TimeType), new("bound", bound, TimeType)]);

    private string Time => SqlIdentifier.Quote(Shape.TimeColumn);

    private string Condition(List<SqlParameterValue> parameters)
    {
        var terms = new List<string>(3);
        if (After is { } after)
        {
            terms.Add($"{Time} >= @t");
            parameters.Add(new("t", after.UpdatedAt, TimeType));
            if (after.Key is { } key)
            {
                terms.Add($"({Time} > @t OR {SqlIdentifier.Quote(Shape.KeyColumn)} > @id)");
                parameters.Add(new("id", key, SqlValueType.Number));
            }
        }

        if (Before is { } before)
        {
            terms.Add($"{Time} < @bound");
            parameters.Add(new("bound", before, TimeType));
        }

        return terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", terms);
    }
}
