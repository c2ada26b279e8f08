namespace RedshiftSync;

/// <summary>Describes what was decided for a table, for -WhatIf and Test-RedshiftSource.</summary>
/// <param name="plan">The plan.</param>
/// <param name="start">The start of a first sync.</param>
internal sealed class PlanDescription(TablePlan plan, CursorValue start)
{
    /// <summary>Returns the plan as lines of text.</summary>
    public IEnumerable<string> Lines() =>
    [
        Key(), Cursor(), Start(), Columns(), .. plan.Schema.Columns.Select(ColumnNotes.FindCaution).OfType<string>(), .. plan.Notes,
        .. plan.Warnings,
    ];

    /// <summary>Returns the plan as findings of a preflight.</summary>
    public IEnumerable<SourceFinding> Findings() =>
    [
        plan.FindProblem(TablePlan.KeyCheck)
            ?? new(TablePlan.KeyCheck, plan.Schema.HasKey ? CheckStatus.Passed : CheckStatus.Warning, Names(plan.Schema.KeyColumns), Key()),
        .. plan.FindProblem(TablePlan.CursorCheck) is { } problem ? [problem] : CursorFindings(),
        .. plan.Schema.Columns.Select(ColumnFinding),
        .. plan.Notes.Select(note => new SourceFinding("Note", CheckStatus.Passed, null, note)),
        .. plan.Warnings.Select(warning => new SourceFinding("Columns", CheckStatus.Warning, null, warning)),
    ];

    private IEnumerable<SourceFinding> CursorFindings()
    {
        yield return new(TablePlan.CursorCheck, CheckStatus.Passed, plan.Schema.Cursor.Name, Cursor());
        if (plan.Schema.Cursor.CursorKind == CursorKind.Integer)
        {
            yield return new(
                "Lookback",
                CheckStatus.Warning,
                null,
                "Sync-RedshiftTable needs -Lookback with each run, because numbers are not committed in their order: say how many to read "
                    + "again before the checkpoint; 0 is allowed.");
        }

        yield return new("Start", CheckStatus.Passed, CursorObject.OfStart(start), Start());
    }

    private static SourceFinding ColumnFinding(Column column) => new(
        $"Column {column.Name}",
        ColumnNotes.FindCaution(column) is null ? CheckStatus.Passed : CheckStatus.Warning,
        column.Type!.Name,
        ColumnNotes.FindCaution(column) ?? $"It becomes {PropertyOf(column)}.");

    /// <summary>The columns that tell rows apart, and where they come from.</summary>
    public string Key() => plan.KeyOrigin == KeyOrigin.None
        ? "No key: rows of the current cursor value can repeat after a lost connection."
        : $"Key: {string.Join(", ", plan.Schema.KeyColumns.Select(Describe))}, "
            + (plan.KeyOrigin == KeyOrigin.Declared ? "the declared primary key." : "as given.");

    /// <summary>The column that orders the changes.</summary>
    public string Cursor() => $"Cursor: {Describe(plan.Schema.Cursor)}{(plan.IsCursorFound ? ", found by its name." : ", as given.")}";

    /// <summary>The start of a first sync.</summary>
    public string Start() => $"Start of a first sync: {(start.IsEarliest ? "the beginning of the table" : start)}.";

    /// <summary>The columns with their types, and the types of the properties.</summary>
    public string Columns() =>
        $"Columns: {string.Join(", ", plan.Schema.Columns.Select(c => $"{Describe(c)} as {PropertyOf(c)}"))}.";

    private static string Names(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string PropertyOf(Column column) =>
        NameOf(RowFactories.KindOf(column).PropertyType());

    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    private static string Describe(Column column) => $"{column.Name} {column.Type!.Name}";
}
