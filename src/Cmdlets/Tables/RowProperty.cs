namespace RedshiftSync;

/// <summary>A property of rows.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Kind">The type of the property.</param>
internal sealed record RowProperty(string Name, RowValueKind Kind);
