using System.Text;

namespace RedshiftSync;

/// <summary>The range of cursor values that a statement reads, and the statements that select or count its rows.</summary>
/// <param name="Schema">The table and its columns.</param>
/// <param name="Axis">How the values of the cursor column relate to UTC.</param>
/// <param name="After">
/// The start: after this row, or at this cursor value if the watermark has no key. Null reads from the first row with a cursor value. So
/// does the first moment of the calendar, because earlier rows cannot be represented and have to be read to be reported.
/// </param>
/// <param name="Before">The exclusive upper bound, or null for none.</param>
/// <param name="Limit">The greatest number of rows, or null for all.</param>
internal sealed record ChangeQuery(TableSchema Schema, CursorAxis Axis, Watermark? After, CursorValue? Before, long? Limit = null)
{
    /// <summary>The end: with this row, or before this cursor value if the watermark has no key. Null for no such end.</summary>
    public Watermark? Through { get; init; }

    /// <summary>Selects the rows in order of cursor value and key.</summary>
    public SqlStatement SelectRows()
    {
        var (where, parameters) = Where();
        var sql = new StringBuilder()
            .Append("SELECT ").Append(Schema.SelectList)
            .Append(" FROM ").Append(Schema.Table.Quoted)
            .Append(where)
            .Append(" ORDER BY ").AppendJoin(", ", [Schema.Cursor.Quoted, .. Schema.KeyColumns.Select(c => c.Quoted)]);
        return Schema.Statement(SqlStatement.Limited(sql, Limit), parameters);
    }

    /// <summary>Selects the number of rows, and their first and last cursor value.</summary>
    public SqlStatement SelectExtent()
    {
        var (where, parameters) = Where();
        var cursor = Schema.Cursor.Quoted;
        return Schema.Statement($"SELECT count(*), min({cursor}), max({cursor}) FROM {Schema.Table.Quoted}{where}", parameters);
    }

    /// <summary>Counts the rows at or after the bound, and those of them after the server's clock.</summary>
    public SqlStatement SelectHeldBack(CursorValue bound, CursorValue clock) => Schema.Statement(
        $"SELECT count(*), count(CASE WHEN {Schema.Cursor.Quoted} > @clock THEN 1 END) FROM {Schema.Table.Quoted}"
        + Schema.Where($"{Schema.Cursor.Quoted} >= @bound"),
        [Axis.Bind("clock", clock), Axis.BindEarliest("bound", bound)]);

    /// <summary>
    /// The condition that the rows meet, and its values. The range of the cursor beside the comparison with the key looks
    /// redundant, but Redshift prunes blocks by it.
    /// </summary>
    public (string Condition, IReadOnlyList<SqlParameterValue> Parameters) Condition()
    {
        var terms = new List<string>(5);
        var parameters = new List<SqlParameterValue>(5);
        var cursor = Schema.Cursor.Quoted;
        if (After is { } after && after is not { CursorValue.IsEarliest: true, Key: null })
        {
            if (after.Key is not { } key)
            {
                terms.Add($"{cursor} >= @t");
                parameters.Add(Axis.BindEarliest("t", after.CursorValue));
            }
            else
            {
                var predicate = new KeyPredicate(Schema.KeyColumns, "id");
                terms.AddRange(Schema.HasKey ? [$"{cursor} >= @t", $"({cursor} > @t OR {predicate.After})"] : [$"{cursor} > @t"]);
                parameters.AddRange([Axis.Bind("t", after.CursorValue), .. predicate.Bind(key)]);
            }
        }

        if (Through is { Key: { } last } through)
        {
            var predicate = new KeyPredicate(Schema.KeyColumns, "endid");
            terms.AddRange(Schema.HasKey ? [$"{cursor} <= @end", $"({cursor} < @end OR {predicate.UpTo})"] : [$"{cursor} <= @end"]);
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

        // Every other term excludes NULL. Rows with a NULL cursor are read by a statement of their own, if at all.
        if (terms.Count == 0)
        {
            terms.Add($"{cursor} IS NOT NULL");
        }

        return (string.Join(" AND ", terms), parameters);
    }

    private (string Where, IReadOnlyList<SqlParameterValue> Parameters) Where()
    {
        var (condition, parameters) = Condition();
        return (Schema.Where(condition), parameters);
    }
}
