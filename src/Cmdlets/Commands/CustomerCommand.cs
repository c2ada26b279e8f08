using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads customers.</summary>
public abstract class CustomerCommand : TableCommand
{
    /// <summary>What to do about rows whose time is NULL.</summary>
    [Parameter]
    [ValidateNotNull]
    public NullTimestampAction? NullTimestamp { get; set; }

    /// <summary>Leaves out rows that cannot be read or that a destination refuses, with a warning each, instead of stopping before the first.</summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }

    /// <summary>Writes rows one object at a time, as they arrive.</summary>
    /// <param name="readSoon">Appends the next rows; returns false when there are no more.</param>
    /// <param name="progressOf">Returns how many rows were read, and about which fraction of the whole that is.</param>
    /// <param name="activity">The title of the progress bar.</param>
    private protected void Emit(Func<List<Customer>, bool> readSoon, Func<(long Rows, double? Fraction)> progressOf, string activity)
    {
        var progress = new ProgressReporter(this, activity);
        var rows = new List<Customer>();
        Func<bool> read = () => readSoon(rows);
        while (InvokeOrThrow(read))
        {
            foreach (var customer in rows)
            {
                WriteObject(customer);
            }

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
