namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>An error in place of a statement.</summary>
/// <param name="SqlState">Its class.</param>
/// <param name="Message">Its text.</param>
internal sealed record Refusal(string SqlState, string Message)
{
    public string? Detail { get; init; }

    public string? Hint { get; init; }

    /// <summary>The place in the statement, counted from one; zero for none.</summary>
    public int Position { get; init; }

    /// <summary>A message of severity INFO that goes before the error.</summary>
    public string? Information { get; init; }

    public static Refusal Syntax(Token near, string sql) =>
        new("42601", $"syntax error at or near \"{sql.Substring(near.Start, near.Length)}\"") { Position = near.Start + 1 };
}
