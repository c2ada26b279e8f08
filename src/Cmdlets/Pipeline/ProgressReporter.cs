using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Writes rows and rate as a progress record, a few times a second at most, with an estimate of the rest once that holds still.</summary>
internal sealed class ProgressReporter(PSCmdlet cmdlet, string activity)
{
    private const int ActivityId = 0x5253;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // A shorter run needs no progress. Progress also costs: while code runs for the first time, the runtime puts off optimizing hot code.
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);

    // Rows are seldom spread evenly over their times. An estimate counts as good once this many in a row agree to within a tenth.
    private const int AgreeingEstimates = 8;
    private const double Tolerance = 0.1;

    private readonly Queue<double> _estimates = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = Environment.TickCount64 + (long)FirstAfter.TotalMilliseconds;
    private bool _shown;

    /// <summary>Whether the next report would be shown.</summary>
    // The coarse clock, because this is called every few rows.
    public bool IsDue => Environment.TickCount64 >= _next;

    /// <param name="rows">How many rows so far.</param>
    /// <param name="fraction">The part of the whole that is done, estimated; null when it is not known.</param>
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
        if (fraction is > 0 and var done && HoldsStill(elapsed.TotalSeconds / done))
        {
            record.PercentComplete = (int)(done * 100);
            record.SecondsRemaining = (int)Math.Min(elapsed.TotalSeconds * (1 - done) / done, int.MaxValue);
        }

        cmdlet.WriteProgress(record);
    }

    private bool HoldsStill(double totalSeconds)
    {
        _estimates.Enqueue(totalSeconds);
        if (_estimates.Count > AgreeingEstimates)
        {
            _estimates.Dequeue();
        }

        return _estimates.Count == AgreeingEstimates && _estimates.Max() <= _estimates.Min() * (1 + Tolerance);
    }

    public void Complete()
    {
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
