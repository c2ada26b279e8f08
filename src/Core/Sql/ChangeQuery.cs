using System.Text;

namespace RedshiftSync;

/// <summary>The dated rows that one statement reads, and the statements that read or count them.</summary>
/// <param name="Schema">The table and its columns.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="After">
/// Where to start: after this row, or at this time when it has no key. Null reads from the first dated row; so does the first moment of the
/// calendar, for what is dated before it cannot be represented and has to be met to be reported.
/// </param>
/// <param name="Before">The exclusive upper bound in UTC, or null for none.</param>
/// <param name="Limit">The greatest number of rows, or null for all.</param>
internal sealed record ChangeQuery(TableSchema Schema, CursorAxis Axis, Watermark? After, DateTime? Before, long? Limit = null)
{
    /// <summary>Where to end: with this row, or just before this time when it has no key. Null for no such end.</summary>
    public Watermark? Through { get; init; }

    /// <summary>The rows in order of time and key.</summary>
    public SqlStatement SelectRows()
    {
        var (where, parameters) = Where();
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Schema.SelectList)
            .Append(" FROM ").Append(Schema.Table.Quoted)
            .Append(where)
            .Append(" ORDER BY ").AppendJoin(", ", [Schema.Cursor.Quoted, .. Schema.KeyColumns.Select(c => c.Quoted)]);
        return new(SqlStatement.Limited(sql, Limit), parameters);
    }

    /// <summary>How many rows <see cref="SelectRows"/> would read without a limit, and their first and last time.</summary>
    public SqlStatement SelectExtent()
    {
        var (where, parameters) = Where();
        var cursor = Schema.Cursor.Quoted;
        return new($"SELECT count(*), min({cursor}), max({cursor}) FROM {Schema.Table.Quoted}{where}", parameters);
    }

    /// <summary>How many rows lie at or after the bound, and how many of them after the server's clock.</summary>
    public SqlStatement SelectHeldBack(DateTime bound, DateTime clock) => new(
        $"SELECT count(*), count(CASE WHEN {Schema.Cursor.Quoted} > @clock THEN 1 END) FROM {Schema.Table.Quoted} "
        + $"WHERE {Schema.Cursor.Quoted} >= @bound",
        [Axis.Bind("clock", clock), Axis.BindEarliest("bound", bound)]);

    /// <summary>
    /// The condition that the rows meet, empty for none, and its values. The range of the cursor beside the comparison with the key looks
    /// redundant but is what prunes blocks.
    /// </summary>
    public (string Condition, IReadOnlyList<SqlParameterValue> Parameters) Condition()
    {
        var terms = new List<string>(5);
        var parameters = new List<SqlParameterValue>(5);
        var cursor = Schema.Cursor.Quoted;
        if (After is { } after && after != new Watermark(DateTime.MinValue, null))
        {
            terms.Add($"{cursor} >= @t");
            if (after.Key is { } key)
            {
                var predicate = new KeyPredicate(Schema.KeyColumns, "id");
                terms.Add($"({cursor} > @t OR {predicate.After})");
                parameters.AddRange([Axis.Bind("t", after.CursorValue), .. predicate.Bind(key)]);
            }
            else
            {
                parameters.Add(Axis.BindEarliest("t", after.CursorValue));
            }
        }

        if (Through is { Key: { } last } through)
        {
            var predicate = new KeyPredicate(Schema.KeyColumns, "endid");
            terms.Add($"{cursor} <= @end");
            terms.Add($"({cursor} < @end OR {predicate.UpTo})");
            parameters.AddRange([Axis.Bind("end", through.CursorValue), .. predicate.Bind(last)]);
        }
        else if (Through is { } end)
        {
            terms.Add($"{cursor} < @end");
            parameters.Add(Axis.BindEarliest("end", end.CursorValue));
        }

        if (Before is { } before)
        {
            terms.Add($"{cursor} < @bound");
            parameters.Add(Axis.BindEarliest("bound", before));
        }

        return (string.Join(" AND ", terms), parameters);
    }

    private (string Where, IReadOnlyList<SqlParameterValue> Parameters) Where() =>
        Condition() is var (condition, parameters) && condition.Length > 0 ? (" WHERE " + condition, parameters) : ("", parameters);
}
