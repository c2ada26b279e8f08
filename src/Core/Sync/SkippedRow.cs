namespace RedshiftSync;

/// <summary>A row that was skipped because it cannot be represented, or because its destination refuses it.</summary>
/// <param name="Table">The source table.</param>
/// <param name="Row">The row's key, or its cursor value where the key is NULL. Never its content.</param>
/// <param name="Problem">The column, and why its value cannot be delivered.</param>
internal sealed record SkippedRow(TableName Table, string Row, string Problem)
{
    /// <summary>A warning for the user.</summary>
    public override string ToString() =>
        $"A row of {Table} was skipped ({Row}): {Problem.Trim().TrimEnd('.')}. Correct it at the source; a change of its time delivers it.";
}
