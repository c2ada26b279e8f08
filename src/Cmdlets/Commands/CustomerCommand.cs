using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads customers.</summary>
public abstract class CustomerCommand : TableCommand
{
    /// <summary>What to do about rows whose time is NULL.</summary>
    [Parameter]
    [ValidateNotNull]
    public NullTimestampAction? NullTimestamp { get; set; }

    /// <summary>
    /// Skips rows that cannot be read or that a destination refuses, with a warning each. Otherwise the first ends the run.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }

    /// <summary>Writes rows one object at a time, as they arrive.</summary>
    /// <param name="readNext">Appends the next rows; returns false when there are no more.</param>
    /// <param name="progressOf">Returns the number of rows read, and the estimated part of all rows, from 0 to 1.</param>
    /// <param name="activity">The title of the progress bar.</param>
    private protected void Emit(Func<List<Customer>, bool> readNext, Func<(long Rows, double? Fraction)> progressOf, string activity)
    {
        var progress = new ProgressReporter(this, activity);
        var rows = new List<Customer>();
        Func<bool> read = () => readNext(rows);
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
