namespace RedshiftSync;

/// <summary>A row that could not be represented and was left out.</summary>
/// <param name="Row">Which: its key, or its time where the key is NULL. Never its content.</param>
/// <param name="Problem">Which column and why.</param>
internal sealed record SkippedRow(string Row, string Problem);
