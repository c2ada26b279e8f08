namespace RedshiftSync.UnitTests.Sync;

/// <summary>Records the notifications.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    public List<string> Warnings { get; } = [];

    public List<SkippedRow> Skipped { get; } = [];

    /// <summary>Called for each progress report; may throw, as a cmdlet's stream does while its pipeline is being stopped.</summary>
    public Action? OnProgress { get; set; }

    public void Warn(string message) => Warnings.Add(message);

    public void Detail(string message)
    {
    }

    public void Skip(SkippedRow row) => Skipped.Add(row);

    public void Progress(long rows, double? fraction) => OnProgress?.Invoke();
}

/// <summary>Throws for each warning, as a cmdlet does under -WarningAction Stop.</summary>
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

    public void Skip(SkippedRow row)
    {
    }

    public void Progress(long rows, double? fraction)
    {
    }
}
