using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Reads the rows of any table that changed in a span of cursor values. Keeps no checkpoint and applies no safety lag.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftTableChange")]
[OutputType(typeof(Row))]
public sealed class GetRedshiftTableChangeCommand : TableCommand
{
    private ChangeFeed<object>? _feed;
    private bool _isTableGiven;

    /// <summary>The source table as schema.table, exactly as stored. Put a part that contains a dot or a quote in double quotes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    [ValidateNotNullOrEmpty]
    public string Table { get; set; } = "";

    /// <summary>Changes at or after this time, or at or above this number for a cursor of integers; by default all.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? Since { get; set; }

    /// <summary>Changes before this time or number.</summary>
    [Parameter(Position = 2)]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? Until { get; set; }

    /// <summary>The greatest number of rows; the limit is part of the query.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? First { get; set; }

    /// <summary>What to do about rows whose cursor is NULL.</summary>
    [Parameter]
    [Alias("NullTimestamp")]
    [ValidateNotNull]
    public NullTimestampAction? NullCursor { get; set; }

    /// <summary>Skips rows that cannot be read, with a warning each. Otherwise the first ends the run.</summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _isTableGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Table));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _feed?.Dispose();
        _feed = InvokeOrThrow(() => OrReport(Open, null));
        if (_feed is { } feed)
        {
            RowEmitter.Emit<object>(
                this,
                rows => OrReport(() => feed.ReadAvailable(rows), false),
                () => (feed.RowsRead, feed.FractionDone),
                $"Reading changes of {Table}");
        }
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

    // After a table of the pipeline that cannot be read, the next one follows.
    private T OrReport<T>(Func<T> action, T otherwise)
    {
        try
        {
            return action();
        }
        catch (SyncException e) when (!_isTableGiven && !ErrorRecords.IsOfConnection(e))
        {
            WriteError(ErrorRecords.From(e));
            return otherwise;
        }
    }

    private ChangeFeed<object>? Open()
    {
        var reading = Discover(Table);
        var observer = new CmdletObserver(this);
        foreach (var warning in reading.Plan.Warnings)
        {
            observer.Warn(warning);
        }

        var since = reading.Convert(Since, nameof(Since)) ?? CursorValue.Earliest(reading.Axis.Kind);
        var until = reading.Convert(Until, nameof(Until), isBound: true);
        if (since > until)
        {
            throw ParameterErrors.Invalid($"-Since ({since}) is after -Until ({until}).", "Give the earlier value to -Since.");
        }

        NullCursorCheck.Run(Source, reading.Schema, NullCursor ?? NullTimestampAction.Ignore, observer);
        var plan = new ReadPlan(reading.Schema, reading.Axis, new Watermark(since, null), until)
        {
            IncludeNullCursor = NullCursor == NullTimestampAction.Include,
            SkipUnreadable = SkipUnreadable,
            MaxRow = First,
        };
        return new ChangeFeed<object>(Source, plan, RowFactories.Create(reading.Schema), observer);
    }
}
