namespace RedshiftSync;

/// <summary>Which table is read and which of its columns play which part.</summary>
/// <param name="Table">The source table.</param>
/// <param name="KeyColumn">The integer column that tells rows apart. Redshift does not enforce keys, so duplicates can exist.</param>
/// <param name="TextColumns">The text columns that are carried along, in order.</param>
/// <param name="TimeColumn">The timestamp column that says when a row changed.</param>
internal sealed record TableShape(TableName Table, string KeyColumn, IReadOnlyList<string> TextColumns, string TimeColumn)
{
    /// <summary>All columns in the order in which they are selected: key, texts, time.</summary>
    public IReadOnlyList<string> Columns { get; } = [KeyColumn, .. TextColumns, TimeColumn];

    /// <summary>The select list, quoted.</summary>
    internal string SelectList => string.Join(", ", Columns.Select(SqlIdentifier.Quote));

    /// <summary>The key column, quoted.</summary>
    internal string Key => SqlIdentifier.Quote(KeyColumn);

    /// <summary>The time column, quoted.</summary>
    internal string Time => SqlIdentifier.Quote(TimeColumn);
}
