namespace RedshiftSync;

/// <summary>Passes on everything, and keeps what is skipped until the next checkpoint notes it.</summary>
internal sealed class SkipCollector(IRunObserver observer, Guid runId) : IRunObserver
{
    private List<SkipNote> _notes = [];

    public void Warn(string message) => observer.Warn(message);

    public void Detail(string message) => observer.Detail(message);

    public void Progress(long rows, double? fraction) => observer.Progress(rows, fraction);

    public void Skip(SkippedRow row, SyncException report)
    {
        _notes.Add(new SkipNote(runId, DateTime.UtcNow, row.Row, row.Problem));
        observer.Skip(row, report);
    }

    /// <summary>What was skipped since the last call.</summary>
    public IReadOnlyList<SkipNote> Take()
    {
        var taken = _notes;
        _notes = [];
        return taken;
    }
}
