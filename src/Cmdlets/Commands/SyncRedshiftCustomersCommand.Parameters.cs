using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <content>The parameters.</content>
public sealed partial class SyncRedshiftCustomersCommand
{
    private const string PipelineSet = "Pipeline";
    private const string BatchSet = "ForEachBatch";
    private const string DestinationSet = "Destination";

    /// <summary>The state file, taken literally; the first sync creates it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [FilePath]
    [Alias("StatePath", "LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(StateFileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A script block that takes each batch as $_; the checkpoint is written when the block returns.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BatchSet)]
    [ValidateNotNull]
    public ScriptBlock? ForEachBatch { get; set; }

    /// <summary>A SQLite file, created if it is missing, or the address of a PostgreSQL database.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DestinationSet)]
    [FilePath]
    [ArgumentCompleter(typeof(FileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The table in the destination; by default it has the name of the source table.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [TableArgument]
    [ArgumentCompleter(typeof(TableCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DestinationTable { get; set; }

    /// <summary>User and password for a PostgreSQL destination.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? DestinationCredential { get; set; }

    /// <summary>Seconds that a PostgreSQL destination may be silent before it counts as unavailable; 0 for no limit.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateRange(0, MaxSeconds)]
    public int DestinationTimeout { get; set; } = 300;

    /// <summary>What to do about rows of the destination that are gone from the source.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateNotNull]
    public DeletionMode? RemoveDeleted { get; set; }

    /// <summary>How many of the destination's rows may be removed in one run, in percent.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateRange(0.0, 100.0)]
    public double MaxDeletePercent { get; set; } = 5;

    /// <summary>What to do if the source's columns differ from those of the last run.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    public SchemaChangeMode SchemaChange { get; set; }

    /// <summary>How many rows make a batch of -ForEachBatch or -Destination; by default more for PostgreSQL.</summary>
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

    /// <summary>Where a first sync starts, inclusive.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? Since { get; set; }

    /// <summary>The distance from the server's clock to the upper bound of the run.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LagCompleter))]
    [Lag]
    public TimeSpan SafetyLag { get; set; } = SyncRequest.DefaultSafetyLag;

    /// <summary>The span before the checkpoint that is read again.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LagCompleter))]
    [Lag]
    public TimeSpan Lookback { get; set; }

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
