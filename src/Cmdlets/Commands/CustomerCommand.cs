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

    /// <summary>Writes groups of rows one object at a time, as they arrive.</summary>
    private protected void Emit(Func<List<Customer>, bool> readGroup, Func<(long Rows, double? Fraction)> progressOf, string activity)
    {
        var progress = new ProgressReporter(this, activity);
        var garbage = new GarbageLimit();
        var group = new List<Customer>();
        Func<bool> read = () => readGroup(group);
        while (Guard(read))
        {
            foreach (var customer in group)
            {
                WriteObject(customer);
            }

            garbage.Pass(group.Count);
            group.Clear();
            if (progress.IsDue)
            {
                var (rows, fraction) = progressOf();
                progress.Report(rows, fraction);
            }
        }

        progress.Complete();
    }
}
