namespace RedshiftSync;

/// <summary>Passes everything on, and collects the rows that are skipped until the next checkpoint notes them.</summary>
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
    /// <param name="reported">Those among all so far that a next run would meet again; null for none.</param>
    public SkipReport Take(ReportedRows? reported)
    {
        var taken = new SkipReport(_notes, reported);
        _notes = [];
        return taken;
    }
}

/// <summary>What a checkpoint has to remember of rows that were skipped.</summary>
/// <param name="Notes">The rows since the checkpoint before.</param>
/// <param name="Reported">The rows that a run from this checkpoint would meet again; null for none.</param>
internal sealed record SkipReport(IReadOnlyList<SkipNote> Notes, ReportedRows? Reported);
