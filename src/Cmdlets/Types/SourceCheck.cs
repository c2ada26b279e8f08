namespace RedshiftSync;

/// <summary>One finding about a source, from Test-RedshiftSource.</summary>
public sealed record SourceCheck
{
    internal SourceCheck(SourceFinding finding)
    {
        Check = finding.Check;
        Status = finding.Status;
        Value = finding.Value;
        Message = finding.Message;
        ErrorId = finding.ErrorId;
    }

    /// <summary>What was checked.</summary>
    public string Check { get; }

    /// <summary>The outcome.</summary>
    public CheckStatus Status { get; }

    /// <summary>What was found: a text, a number or a length of time; null where nothing could be found out.</summary>
    public object? Value { get; }

    /// <summary>The finding as a sentence, with what to do about it.</summary>
    public string Message { get; }

    /// <summary>The ErrorId that a sync would fail with; null where it would not fail.</summary>
    public string? ErrorId { get; }

    /// <summary>What was checked, the outcome, and the sentence about it.</summary>
    public override string ToString() => $"{Check}: {Status}. {Message}";
}
