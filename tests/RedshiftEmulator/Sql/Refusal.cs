namespace RedshiftSync.RedshiftEmulator.Sql;

/// <summary>An error in place of a statement.</summary>
/// <param name="SqlState">The SQLSTATE.</param>
/// <param name="Message">The message.</param>
internal sealed record Refusal(string SqlState, string Message)
{
    public string? Detail { get; init; }

    public string? Hint { get; init; }

    /// <summary>The position in the statement, from one; zero for none.</summary>
    public int Position { get; init; }

    /// <summary>A message of severity INFO before the error.</summary>
    public string? Information { get; init; }

    public static Refusal Syntax(Token near, string sql) =>
        new("42601", $"syntax error at or near \"{sql.Substring(near.Start, near.Length)}\"") { Position = near.Start + 1 };
}
