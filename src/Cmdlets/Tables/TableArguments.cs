namespace RedshiftSync;

/// <summary>The parameters of a command that say how a table is read, and what a state file has recorded about it.</summary>
internal sealed record TableArguments(
    TableName Table,
    IReadOnlyList<string>? KeyColumn,
    bool NoKey,
    string? CursorColumn,
    IReadOnlyList<string>? Column,
    IReadOnlyList<string>? ExcludeColumn,
    bool NumericAsText)
{
    private IReadOnlyList<string> Selection => [.. Column ?? [], .. (ExcludeColumn ?? []).Select(pattern => $"-{pattern}")];

    /// <summary>What the user wants. What is not given follows the recorded plan.</summary>
    /// <param name="recorded">The source that the state file records, of the same table; null for none.</param>
    public TableRequest Request(SourceIdentity? recorded)
    {
        var followsColumns = FollowsColumns(recorded);
        return new TableRequest(Table)
        {
            KeyColumns = KeyColumn ?? (NoKey ? null : recorded?.Plan!.Key),
            NoKey = NoKey || (KeyColumn is null && recorded is { Plan.Key: [] }),
            CursorColumn = CursorColumn ?? recorded?.Plan!.Cursor,
            Columns = followsColumns
                ? [.. recorded!.Columns.Select(name => new ColumnPattern(name, found => found == name))]
                : Patterns(Column),
            ExcludedColumns = followsColumns ? null : Patterns(ExcludeColumn),
            NumericAsText = NumericAsText,
            AdviseOnKey = CustomerSchema.AdviseOnKey,
            Recorded = (recorded is null ? RecordedDecisions.None : RecordedDecisions.Table)
                | (recorded is not null && KeyColumn is null ? RecordedDecisions.Key : RecordedDecisions.None)
                | (recorded is not null && CursorColumn is null ? RecordedDecisions.Cursor : RecordedDecisions.None)
                | (followsColumns ? RecordedDecisions.Columns : RecordedDecisions.None),
        };
    }

    /// <summary>The identity of the source, with the decisions that later runs follow.</summary>
    public SourceIdentity Identify(SourceIdentity table, TableSchema schema, FilterCondition? filter, SourceIdentity? recorded)
    {
        var selection = Selection.Count == 0 && recorded is not null ? recorded.Plan!.Selection : Selection;
        return table with
        {
            Columns = selection.Count == 0 ? [] : schema.ColumnNames,
            Plan = RecordedPlan.Of(schema) with { Selection = selection, Filter = filter?.Fingerprint },
        };
    }

    // The same patterns mean the columns that they meant at the first run, whatever columns the table has got since.
    private bool FollowsColumns(SourceIdentity? recorded) =>
        recorded is { Columns.Count: > 0 } && (Selection.Count == 0 || recorded.Plan!.HasSelection(Selection));

    private static IReadOnlyList<ColumnPattern>? Patterns(IReadOnlyList<string>? texts) =>
        texts is null ? null : [.. texts.Select(text => new ColumnPattern(text, name => NamePattern.IsMatch(text, name)))];
}
