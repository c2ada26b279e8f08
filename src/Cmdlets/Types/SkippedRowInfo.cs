namespace RedshiftSync;

/// <summary>A row that a sync skipped.</summary>
public sealed record SkippedRowInfo
{
    private readonly SkipNote _note;

    internal SkippedRowInfo(SkipNote note)
    {
        _note = note;
    }

    /// <summary>The run that skipped the row.</summary>
    public Guid RunId => _note.RunId;

    /// <summary>When the row was skipped, by the clock of the run's machine, UTC.</summary>
    public UtcTimestamp At => new(_note.At);

    /// <summary>The row's key, or its time where the key is NULL.</summary>
    public string Row => _note.Row;

    /// <summary>The column, and why its value cannot be delivered.</summary>
    public string Problem => _note.Problem;

    /// <summary>When, which row, and why.</summary>
    public override string ToString() => $"{IsoTimestamp.Format(_note.At)}, {Row}: {Problem}";
}
