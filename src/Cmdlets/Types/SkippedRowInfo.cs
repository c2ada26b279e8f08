namespace RedshiftSync;

/// <summary>A row that was left out of a sync.</summary>
public sealed record SkippedRowInfo
{
    private readonly SkipNote _note;

    internal SkippedRowInfo(SkipNote note)
    {
        _note = note;
    }

    /// <summary>The run that left it out.</summary>
    public Guid RunId => _note.RunId;

    /// <summary>When, by that machine's clock, UTC.</summary>
    public UtcTimestamp At => new(_note.At);

    /// <summary>Which row: its key, or its time where the key is NULL.</summary>
    public string Row => _note.Row;

    /// <summary>Which column and why.</summary>
    public string Problem => _note.Problem;

    /// <summary>When, which row, and why.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_note.At)}, {Row}: {Problem}";
}
