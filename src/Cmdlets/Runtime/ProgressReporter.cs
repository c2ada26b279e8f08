using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Rows and rate as a progress record, a few times a second at most.</summary>
internal sealed class ProgressReporter(PSCmdlet cmdlet, string activity)
{
    private const int ActivityId = 0x5253;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Interval;
    private bool _shown;

    public void Report(long rows)
    {
        var elapsed = _watch.Elapsed;
        if (elapsed < _next)
        {
            return;
        }

        _next = elapsed + Interval;
        _shown = true;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.CurrentCulture, $"{rows:N0} rows, {rows / elapsed.TotalSeconds:N0} per second")));
    }

    public void Complete()
    {
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
