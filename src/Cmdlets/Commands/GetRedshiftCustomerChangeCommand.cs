using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Reads customers that changed in a span of time. Keeps no checkpoint and applies no safety lag.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftCustomerChange")]
[OutputType(typeof(Customer))]
public sealed class GetRedshiftCustomerChangeCommand : CustomerCommand
{
    private ChangeFeed<Customer>? _feed;

    /// <summary>Changes at or after this time.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? Since { get; set; }

    /// <summary>Changes before this time.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(TimeCompleter))]
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
        _feed?.Dispose();
        _feed = InvokeOrThrow(Open);
        RowEmitter.Emit<Customer>(this, _feed.ReadAvailable, () => (_feed.RowsRead, _feed.FractionDone), "Reading customer changes");
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
        if (Since > Until)
        {
            throw ParameterErrors.Invalid(
                $"-Since ({IsoTimestamp.Format(Since.Value)}) is after -Until ({IsoTimestamp.Format(Until.Value)}).",
                "Give the earlier time to -Since.");
        }

        var schema = Source.Describe(Schema());
        var axis = CursorAxis.Of(schema, Zone);
        NullCursorCheck.Run(Source, schema, NullCursor ?? NullTimestampAction.Ignore, new CmdletObserver(this));
        var plan = new ReadPlan(schema, axis, new Watermark(Since ?? SyncState.DefaultStart, null), Until)
        {
            IncludeNullCursor = NullCursor == NullTimestampAction.Include,
            SkipUnreadable = SkipUnreadable,
            MaxRow = First,
        };
        return new ChangeFeed<Customer>(Source, plan, Factory(), new CmdletObserver(this));
    }
}
