using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <content>The parameters.</content>
public sealed partial class SyncRedshiftTableCommand
{
    private const string PipelineSet = "Pipeline";
    private const string BatchSet = "ForEachBatch";

    /// <summary>The source table as schema.table, exactly as stored. Put a part that contains a dot or a quote in double quotes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    [ValidateNotNullOrEmpty]
    public string Table { get; set; } = "";

    /// <summary>The state file, taken literally; the first sync creates it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [FilePath]
    [Alias("Path", "LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(StateFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string StatePath { get; set; } = "";

    /// <summary>A script block that takes each batch as $_; the checkpoint is written when the block returns.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BatchSet)]
    [ValidateNotNull]
    public ScriptBlock? ForEachBatch { get; set; }

    /// <summary>How many rows make a batch of -ForEachBatch.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 10_000;

    /// <summary>When the checkpoint of a pipeline is promoted.</summary>
    [Parameter(ParameterSetName = PipelineSet)]
    public CheckpointMode Checkpoint { get; set; }

    /// <summary>The name of a variable that receives the run's result after the last row.</summary>
    [Parameter(ParameterSetName = PipelineSet)]
    [ValidateNotNullOrEmpty]
    public string? ResultVariable { get; set; }

    /// <summary>
    /// Where a first sync starts, inclusive: a time, or a number for a cursor of integers; by default the table's beginning.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [CursorValue]
    [ValidateNotNull]
    public object? Since { get; set; }

    /// <summary>The distance from the server's clock to the upper bound of the run, for a cursor of timestamps.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LagCompleter))]
    [Lag]
    public TimeSpan SafetyLag { get; set; } = SyncRequest.DefaultSafetyLag;

    /// <summary>The span before the checkpoint that is read again: a length of time, or a number for a cursor of integers.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LagCompleter))]
    [CursorDistance]
    [ValidateNotNull]
    public object? Lookback { get; set; }

    /// <summary>What to do about rows whose cursor is NULL.</summary>
    [Parameter]
    [Alias("NullTimestamp")]
    [ValidateNotNull]
    public NullTimestampAction? NullCursor { get; set; }

    /// <summary>Skips rows that cannot be read, with a warning each. Otherwise the first ends the run.</summary>
    [Parameter]
    public SwitchParameter SkipUnreadable { get; set; }

    /// <summary>The number of rows after which the run ends, with a valid checkpoint.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MaxRow { get; set; }

    /// <summary>Starts over: rewinds the checkpoint, then delivers everything.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Accepts a state of another source, or with a checkpoint after the server's clock.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
