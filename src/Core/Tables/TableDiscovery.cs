namespace RedshiftSync;

/// <summary>Finds out about a table at the source, and decides how it is read.</summary>
internal static class TableDiscovery
{
    /// <summary>Describes a table, finds its declared key unless an earlier run has decided, and decides.</summary>
    /// <param name="source">The source.</param>
    /// <param name="request">What the user wants of the table.</param>
    /// <param name="filter">The condition that the rows must meet; null for none.</param>
    /// <returns>The plan, whose schema has the types of its columns.</returns>
    /// <exception cref="SyncException">
    /// TableNotFound, PermissionDenied, FilterInvalid, the errors of <see cref="TablePlanner.Decide"/>, and errors of the connection.
    /// </exception>
    public static TablePlan Find(ReconnectingSource source, TableRequest request, FilterCondition? filter)
    {
        ArgumentNullException.ThrowIfNull(source);
        var described = source.Execute(s => s.DescribeTable(request.Table, source.Cancellation));
        if (request.NumericAsText)
        {
            described = [.. described.Select(column => column with { Type = column.Type!.NumericAsText() })];
        }

        var isKeyDecided = request.NoKey || (request.KeyColumns is [_, ..] && request.Recorded.HasFlag(RecordedDecisions.Key));
        var declaredKey = isKeyDecided ? [] : FindPrimaryKey(source, request.Table);
        var plan = TablePlanner.Decide(request, described, declaredKey);
        var partialKey = ColumnNotes.FindPartialKey(plan.Schema, declaredKey);
        plan = plan with
        {
            Warnings =
            [
                .. plan.Warnings, .. ColumnNotes.WarningsOf(plan.Schema.Columns), .. (string[])(partialKey is null ? [] : [partialKey]),
            ],
        };
        if (filter is null)
        {
            return plan;
        }

        plan = plan with { Schema = plan.Schema.WithFilter(new SqlStatement(filter.Sql, filter.Parameters)) };
        Check(source, plan.Schema);
        return plan;
    }

    /// <summary>The columns of the declared primary key, in order; empty if there is none, or if the user may not see it.</summary>
    public static IReadOnlyList<string> FindPrimaryKey(ReconnectingSource source, TableName table)
    {
        var database = source.Execute(s => s.Identity).Database;
        foreach (var query in CatalogQuery.PrimaryKeyOf(table, database))
        {
            try
            {
                if (query.ReadNames(source.Execute(s => s.QueryText(query.Statement, source.Cancellation))) is [_, ..] key)
                {
                    return key;
                }
            }
            catch (SyncException e) when (e.IsRefusal)
            {
                // An older cluster has no SHOW CONSTRAINTS, PostgreSQL neither, and rights can be missing.
            }
        }

        return [];
    }

    // A statement without rows shows what fails when the server parses, binds and starts it. What it does not refuse without the filter is
    // the filter's: a table that is named in it cannot be told by the error from the one that is read.
    private static void Check(ReconnectingSource source, TableSchema schema)
    {
        try
        {
            Probe(source, schema);
        }
        catch (SyncException e) when (!e.IsTransient
            && e.ErrorId is ErrorId.QueryFailed or ErrorId.TableNotFound or ErrorId.ColumnNotFound or ErrorId.PermissionDenied)
        {
            Probe(source, schema.WithFilter(null));
            throw TableErrors.FilterRefused(e);
        }
    }

    /// <summary>Starts to read a table, but reads no row: what fails depends on rights and on the filter.</summary>
    public static void Probe(ReconnectingSource source, TableSchema schema)
    {
        var rows = new ChangeQuery(schema, new CursorAxis(SqlValueType.Timestamp), After: null, Before: null, Limit: 0);
        source.Execute(s => s.QueryText(rows.SelectRows(), source.Cancellation));
    }
}
