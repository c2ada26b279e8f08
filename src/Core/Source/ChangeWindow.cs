using System.Text;

namespace RedshiftSync;

/// <summary>The dated rows that one run reads, and the statements that read or count them.</summary>
/// <param name="Schema">The table and its columns.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="After">
/// Where to start: after this row, or at this time when it has no key. Null reads from the first dated row; so does the first moment of the
/// calendar, for what is dated before it cannot be represented and has to be met to be reported.
/// </param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
/// <param name="Limit">The greatest number of rows, or null for all.</param>
internal sealed record ChangeWindow(TableSchema Schema, CursorAxis Axis, Watermark? After, DateTime? Before, long? Limit = null)
{
    /// <summary>The last row to read; null for no other end than <see cref="Before"/>.</summary>
    public Watermark? Through { get; init; }

    /// <summary>
    /// The rows in order of time and key. The condition is spelled out instead of comparing pairs, because Redshift evaluates
    /// <c>(a, b) &gt; (x, y)</c> as <c>a &gt; x AND b &gt; y</c> and loses rows; the leading range looks redundant but is what prunes blocks.
    /// A NULL key sorts behind all others and compares with none: it is asked for by name, so that such a row is reported, not missed.
    /// </summary>
    public SqlStatement SelectRows()
    {
        var parameters = new List<SqlParameterValue>(3);
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Schema.SelectList)
            .Append(" FROM ").Append(Schema.Table.Quoted)
            .Append(Condition(parameters))
            .Append(" ORDER BY ").Append(Schema.Cursor.Quoted).Append(", ").Append(Schema.Key.Quoted);
        return new(SqlStatement.Limited(sql, Limit), parameters);
    }

    /// <summary>How many rows <see cref="SelectRows"/> would read without a limit, and their first and last time.</summary>
    public SqlStatement SelectExtent()
    {
        var parameters = new List<SqlParameterValue>(3);
        return new($"SELECT count(*), min({Schema.Cursor.Quoted}), max({Schema.Cursor.Quoted}) FROM {Schema.Table.Quoted}{Condition(parameters)}", parameters);
    }

    /// <summary>How many rows lie at or after the bound, and how many of them after the server's clock.</summary>
    public SqlStatement SelectHeldBack(DateTime bound, DateTime clock) => new(
        $"SELECT count(*), count(CASE WHEN {Schema.Cursor.Quoted} > @clock THEN 1 END) FROM {Schema.Table.Quoted} WHERE {Schema.Cursor.Quoted} >= @bound",
        [Axis.Bind("clock", clock), Axis.BindEarliest("bound", bound)]);

    private string Condition(List<SqlParameterValue> parameters)
    {
        var terms = new List<string>(3);
        if (After is { } after && after != new Watermark(DateTime.MinValue, null))
        {
            terms.Add($"{Schema.Cursor.Quoted} >= @t");
            if (after.Key is { } key)
            {
                parameters.Add(Axis.Bind("t", after.CursorValue));
                parameters.Add(new("id", key.Integer!, SqlValueType.Number));
                terms.Add($"({Schema.Cursor.Quoted} > @t OR {Schema.Key.Quoted} > @id OR {Schema.Key.Quoted} IS NULL)");
            }
            else
            {
                parameters.Add(Axis.BindEarliest("t", after.CursorValue));
            }
        }

        if (Through is { } through)
        {
            if (through.Key is { } last)
            {
                parameters.Add(Axis.Bind("last", through.CursorValue));
                parameters.Add(new("last_id", last.Integer!, SqlValueType.Number));
                terms.Add($"{Schema.Cursor.Quoted} <= @last AND ({Schema.Cursor.Quoted} < @last OR {Schema.Key.Quoted} <= @last_id)");
            }
            else
            {
                parameters.Add(Axis.BindEarliest("last", through.CursorValue));
                terms.Add($"{Schema.Cursor.Quoted} < @last");
            }
        }

        if (Before is { } before)
        {
            terms.Add($"{Schema.Cursor.Quoted} < @bound");
            parameters.Add(Axis.BindEarliest("bound", before));
        }

        return terms.Count == 0 ? "" : " WHERE " + string.Join(" AND ", terms);
    }
}
