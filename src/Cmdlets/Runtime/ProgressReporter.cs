using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Rows and rate and time left as a progress record, a few times a second at most.</summary>
internal sealed class ProgressReporter(PSCmdlet cmdlet, string activity)
{
    private const int ActivityId = 0x5253;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Interval;
    private bool _shown;

    /// <summary>Whether the next report would be shown.</summary>
    public bool IsDue => _watch.Elapsed >= _next;

    /// <param name="rows">How many rows so far.</param>
    /// <param name="fraction">About which part of the whole that is; null when that is not known.</param>
    public void Report(long rows, double? fraction)
    {
        if (!IsDue)
        {
            return;
        }

        var elapsed = _watch.Elapsed;
        _next = elapsed + Interval;
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
