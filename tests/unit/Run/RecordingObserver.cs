namespace RedshiftSync.UnitTests.Run;

/// <summary>Remembers what it was told.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    public List<string> Warnings { get; } = [];

    public List<SkippedRow> Skipped { get; } = [];

    public void Warn(string message) => Warnings.Add(message);

    public void Detail(string message)
    {
    }

    public void Skip(SkippedRow row, SyncException report) => Skipped.Add(row);

    public void Progress(long rows)
    {
    }
}

/// <summary>Fails at each warning, as a cmdlet's does under -WarningAction Stop.</summary>
internal sealed class ThrowingObserver(ManualResetEventSlim warned) : IRunObserver
{
    public void Warn(string message)
    {
        warned.Set();
        throw new InvalidOperationException(message);
    }

    public void Detail(string message)
    {
    }

    public void Skip(SkippedRow row, SyncException report)
    {
    }

    public void Progress(long rows)
    {
    }
}
