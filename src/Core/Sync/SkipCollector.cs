namespace RedshiftSync;

/// <summary>Passes all messages to another observer, and collects the skipped rows for the notes of the next checkpoint.</summary>
internal sealed class SkipCollector(IRunObserver observer, Guid runId) : IRunObserver
{
    private List<SkipNote> _notes = [];

    public void Warn(string message) => observer.Warn(message);

    public void Detail(string message) => observer.Detail(message);

    public void Progress(long rows, double? fraction) => observer.Progress(rows, fraction);

    public void Skip(SkippedRow row)
    {
        _notes.Add(new SkipNote(runId, DateTime.UtcNow, row.Row, row.Problem));
        observer.Skip(row);
    }

    /// <summary>The rows that were skipped since the last call.</summary>
    /// <param name="reported">The reported rows that the next run would read again; null for none.</param>
    public SkipReport Take(ReportedRows? reported)
    {
        var taken = new SkipReport(_notes, reported);
        _notes = [];
        return taken;
    }
}

/// <summary>The part of a checkpoint about skipped rows.</summary>
/// <param name="Notes">The rows since the previous checkpoint.</param>
/// <param name="Reported">The reported rows that a run from this checkpoint would read again; null for none.</param>
internal sealed record SkipReport(IReadOnlyList<SkipNote> Notes, ReportedRows? Reported);
