namespace RedshiftSync;

/// <summary>What a user wants of a table.</summary>
/// <param name="Table">The table.</param>
internal sealed record TableRequest(TableName Table)
{
    /// <summary>The columns that tell rows apart; null or empty for the declared primary key.</summary>
    public IReadOnlyList<string>? KeyColumns { get; init; }

    /// <summary>Whether the table has no key.</summary>
    public bool NoKey { get; init; }

    /// <summary>The column that orders the changes; null to find it by its name.</summary>
    public string? CursorColumn { get; init; }

    /// <summary>The columns to read; null or empty for all.</summary>
    public IReadOnlyList<ColumnPattern>? Columns { get; init; }

    /// <summary>The columns to leave out.</summary>
    public IReadOnlyList<ColumnPattern>? ExcludedColumns { get; init; }

    /// <summary>Whether values of numeric columns are delivered as text.</summary>
    public bool NumericAsText { get; init; }

    /// <summary>
    /// Whether a key or a cursor that cannot be decided is a problem of the plan instead of an error, so that the rest can be checked.
    /// </summary>
    public bool CollectsProblems { get; init; }

    /// <summary>Returns a sentence about a table that declares no key, by the names of its columns; empty for nothing to say.</summary>
    public Func<IReadOnlySet<string>, string> AdviseOnKey { get; init; } = _ => "";

    /// <summary>Which of these wishes are not the user's but decisions of an earlier run.</summary>
    public RecordedDecisions Recorded { get; init; }
}

/// <summary>Decisions of the first run of a sync that a later run follows.</summary>
[Flags]
internal enum RecordedDecisions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>There was an earlier run, whatever is followed.</summary>
    Table = 1,

    /// <summary>The key.</summary>
    Key = 2,

    /// <summary>The cursor column.</summary>
    Cursor = 4,

    /// <summary>The choice of columns.</summary>
    Columns = 8,
}

/// <summary>A pattern for names of columns.</summary>
/// <param name="Text">The pattern as given. Where it is exactly the name of a column, it means this column only.</param>
/// <param name="IsMatch">Whether a name matches the pattern.</param>
internal sealed record ColumnPattern(string Text, Func<string, bool> IsMatch);
