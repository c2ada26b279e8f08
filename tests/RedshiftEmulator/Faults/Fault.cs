namespace RedshiftSync.RedshiftEmulator.Faults;

/// <summary>The kinds of faults.</summary>
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

/// <summary>A fault that happens once or several times.</summary>
internal sealed record Fault(FaultKind Kind)
{
    /// <summary>How many rows are sent before the fault.</summary>
    public int Row { get; init; }

    public Cut Cut { get; init; }

    /// <summary>Whether a stalled session still answers a cancel request.</summary>
    public bool AnswersCancel { get; init; }

    public string SqlState { get; init; } = "";

    public string Message { get; init; } = "";

    public string? Detail { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>How many matching statements succeed before the fault.</summary>
    public int Skip { get; init; }

    public int Times { get; init; } = 1;

    /// <summary>Selects the statements; null for every query that reads a table.</summary>
    public Func<string, bool>? Matches { get; init; }

    public bool IsForRows => Kind is FaultKind.CutAfterRow or FaultKind.StallAfterRow or FaultKind.ErrorAfterRow;

    public bool IsForStatements => Kind is FaultKind.ErrorOnStatement or FaultKind.CutOnStatement;

    /// <summary>Whether the error ends the session, as at a shutdown.</summary>
    public bool IsFatal => SqlState is ['5', '7', 'P', ..] or ['0', '8', ..];
}
