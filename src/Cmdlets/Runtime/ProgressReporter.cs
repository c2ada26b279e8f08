using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Rows and rate and time left as a progress record, a few times a second at most.</summary>
internal sealed class ProgressReporter(PSCmdlet cmdlet, string activity)
{
    private const int ActivityId = 0x5253;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // What ends sooner needs no progress. It also costs: as long as code runs for its first time, the runtime puts off optimizing what is hot.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = Environment.TickCount64 + (long)FirstAfter.TotalMilliseconds;
    private bool _shown;

    /// <summary>Whether the next report would be shown.</summary>
    // Asked every few rows: the coarse clock is the cheap one.
    public bool IsDue => Environment.TickCount64 >= _next;

    /// <param name="rows">How many rows so far.</param>
    /// <param name="fraction">About which part of the whole that is; null when that is not known.</param>
    public void Report(long rows, double? fraction)
    {
        if (!IsDue)
        {
            return;
        }

        var elapsed = _watch.Elapsed;
        _next = Environment.TickCount64 + (long)Interval.TotalMilliseconds;
        _shown = true;
        var record = new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.CurrentCulture, $"{rows:N0} rows, {rows / elapsed.TotalSeconds:N0} per second"));
        if (fraction is > 0 and var done)
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
