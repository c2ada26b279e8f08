namespace RedshiftSync;

/// <summary>What was decided for a table.</summary>
/// <param name="Schema">The table, with the selected columns and their roles.</param>
/// <param name="KeyOrigin">Where the key comes from.</param>
/// <param name="IsCursorFound">Whether the cursor column was found by its name.</param>
internal sealed record TablePlan(TableSchema Schema, KeyOrigin KeyOrigin, bool IsCursorFound)
{
    /// <summary>What a user may want to know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a user may not have meant, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
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
