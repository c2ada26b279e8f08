using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Reads customers that changed in a span of time. It keeps no checkpoint and holds nothing back.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftCustomerChange")]
[OutputType(typeof(Customer))]
public sealed class GetRedshiftCustomerChangeCommand : CustomerCommand
{
    private ChangeFeed<Customer>? _feed;

    /// <summary>Changes at or after this time.</summary>
    [Parameter(Position = 0)]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? Since { get; set; }

    /// <summary>Changes before this time.</summary>
    [Parameter(Position = 1)]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? Until { get; set; }

    /// <summary>The greatest number of rows; the limit is part of the query.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? First { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var progress = new ProgressReporter(this, "Reading customer changes");
        _feed = Guard(Open);
        var group = new List<Customer>();
        Func<bool> readGroup = () => _feed.ReadGroup(group);
        while (Guard(readGroup))
        {
            foreach (var customer in group)
            {
                WriteObject(customer);
            }

            group.Clear();
            progress.Report(_feed.RowsRead);
        }

        progress.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _feed?.Dispose();
        }

        base.Dispose(disposing);
    }

    private ChangeFeed<Customer> Open()
    {
        var shape = Shape();
        var timeType = Session.DescribeTimeColumn(shape, Cancellation);
        var window = new ChangeWindow(shape, timeType, new Watermark(Since ?? SyncState.DefaultStart, null), Until, First);
        var statement = window.SelectRows();
        WriteVerbose(statement.Text);
        return new ChangeFeed<Customer>(Session.OpenRows(statement, shape, Cancellation), Customer.From);
    }
}
