namespace RedshiftSync.RedshiftEmulator.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    CutAfterRow,
    StallAfterRow,
    ErrorAfterRow,
    ErrorOnStatement,
    CutOnStatement,
    RefuseConnections,
    SlowStart,
    TooManyConnections,
}

/// <summary>One thing that goes wrong, once or several times.</summary>
internal sealed record Fault(FaultKind Kind)
{
    /// <summary>How many rows go through before.</summary>
    public int Row { get; init; }

    public Cut Cut { get; init; }

    /// <summary>Whether a stalled session still answers to a cancel request.</summary>
    public bool AnswersCancel { get; init; }

    public string SqlState { get; init; } = "";

    public string Message { get; init; } = "";

    public string? Detail { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>How many matching statements go unharmed before.</summary>
    public int Skip { get; init; }

    public int Times { get; init; } = 1;

    /// <summary>The statements it is meant for; null for every query that reads a table.</summary>
    public Func<string, bool>? Matches { get; init; }

    public bool IsForRows => Kind is FaultKind.CutAfterRow or FaultKind.StallAfterRow or FaultKind.ErrorAfterRow;

    public bool IsForStatements => Kind is FaultKind.ErrorOnStatement or FaultKind.CutOnStatement;

    /// <summary>Whether the session ends with the error, as with those of a shutdown.</summary>
    public bool IsFatal => SqlState is ['5', '7', 'P', ..] or ['0', '8', ..];
}
