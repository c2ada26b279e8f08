using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads customers.</summary>
public abstract class CustomerCommand : TableCommand
{
    /// <summary>What to do about rows without a time.</summary>
    [Parameter]
    [ValidateNotNull]
    public NullTimestampAction? NullTimestamp { get; set; }

    /// <summary>Reports rows that cannot be represented and goes on, instead of stopping before the first.</summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }

    /// <summary>Writes rows one object at a time, as they arrive.</summary>
    /// <param name="readSoon">Appends rows; false when there are no more.</param>
    /// <param name="progressOf">How many rows were read, and about which part of the whole that is.</param>
    /// <param name="activity">What the user is told is going on.</param>
    private protected void Emit(Func<List<Customer>, bool> readSoon, Func<(long Rows, double? Fraction)> progressOf, string activity)
    {
        var progress = new ProgressReporter(this, activity);
        var garbage = new GarbageLimit(GarbageLimit.OfPipeline);
        var rows = new List<Customer>();
        Func<bool> read = () => readSoon(rows);
        while (InvokeOrThrow(read))
        {
            foreach (var customer in rows)
            {
                WriteObject(customer);
            }

            garbage.Pass(rows.Count);
            rows.Clear();
            if (progress.IsDue)
            {
                var (count, fraction) = progressOf();
                progress.Report(count, fraction);
            }
        }

        progress.Complete();
    }
}
