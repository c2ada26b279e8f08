using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Writes rows and rate as a progress record, a few times a second at most, with an estimate of the rest once that is stable.
/// </summary>
internal sealed class ProgressReporter(PSCmdlet cmdlet, string activity)
{
    private const int ActivityId = 0x5253;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // A shorter run needs no progress. Code that runs for the first time also delays the optimization of hot code.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);

    private readonly StableEstimate _estimate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = Environment.TickCount64 + (long)FirstAfter.TotalMilliseconds;
    private bool _shown;

    /// <summary>Whether the next report would be shown.</summary>
    // Uses the coarse clock, because this is called every few rows.
    public bool IsDue => Environment.TickCount64 >= _next;

    /// <param name="rows">The number of rows so far.</param>
    /// <param name="fraction">The estimated part of the run that is done, from 0 to 1; null if it is not known.</param>
    public void Report(long rows, double? fraction)
    {
        if (!IsDue)
        {
            return;
        }

        var elapsed = _watch.Elapsed;
        _next = Environment.TickCount64 + (long)Interval.TotalMilliseconds;
        _shown = true;
        var record = new ProgressRecord(
            ActivityId,
            activity,
            string.Create(CultureInfo.CurrentCulture, $"{rows:N0} rows, {rows / elapsed.TotalSeconds:N0} per second"));
        if (fraction is > 0 and var done && _estimate.Add(elapsed.TotalSeconds / done))
        {
            record.PercentComplete = (int)(done * 100);
            record.SecondsRemaining = (int)Math.Min(elapsed.TotalSeconds * (1 - done) / done, int.MaxValue);
        }

        cmdlet.WriteProgress(record);
    }

    public void Complete()
    {
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
