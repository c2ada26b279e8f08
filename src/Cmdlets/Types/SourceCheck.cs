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

    /// <summary>What was looked at.</summary>
    public string Check { get; }

    /// <summary>How it stands.</summary>
    public CheckStatus Status { get; }

    /// <summary>What was found: a text, a number, a length of time; null where nothing could be.</summary>
    public object? Value { get; }

    /// <summary>A sentence, with what to do about it where that helps.</summary>
    public string Message { get; }

    /// <summary>The ErrorId that a sync would fail with; null otherwise.</summary>
    public string? ErrorId { get; }

    /// <summary>What was looked at, how it stands, and the sentence about it.</summary>
    public override string ToString() => $"{Check}: {Status}. {Message}";
}
