namespace RedshiftSync;

/// <summary>What was decided for a table.</summary>
/// <param name="Schema">The table, with the selected columns and their roles.</param>
/// <param name="KeyOrigin">Where the key comes from.</param>
/// <param name="IsCursorFound">Whether the cursor column was found by its name.</param>
internal sealed record TablePlan(TableSchema Schema, KeyOrigin KeyOrigin, bool IsCursorFound)
{
    /// <summary>The check of the key.</summary>
    public const string KeyCheck = "Key";

    /// <summary>The check of the cursor.</summary>
    public const string CursorCheck = "Cursor";

    /// <summary>What a user may want to know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a user may not have meant, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// What could not be decided, where the request collects problems: a missing key is then none, and a missing cursor any column that
    /// could be one. A sync with such a plan would fail.
    /// </summary>
    public IReadOnlyList<SourceFinding> Problems { get; init; } = [];

    /// <summary>Whether the cursor could be decided.</summary>
    public bool HasCursor => FindProblem(CursorCheck) is null;

    /// <summary>Returns what could not be decided about the key or the cursor; null if nothing.</summary>
    /// <param name="check">The name of the check.</param>
    public SourceFinding? FindProblem(string check) => Problems.FirstOrDefault(problem => problem.Check == check);
}

/// <summary>Where the key of a table comes from.</summary>
internal enum KeyOrigin
{
    /// <summary>The user named it.</summary>
    Given,

    /// <summary>The table declares it as its primary key.</summary>
    Declared,

    /// <summary>The user says that there is none.</summary>
    None,
}
