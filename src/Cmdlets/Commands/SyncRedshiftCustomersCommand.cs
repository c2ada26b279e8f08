using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>
/// Delivers customers that changed since the last checkpoint: down the pipeline, batch by batch to a script block, or into a destination.
/// </summary>
[Cmdlet(VerbsData.Sync, "RedshiftCustomers", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[Alias("Sync-RedshiftCustomer")]
[OutputType(typeof(Customer), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [BatchSet, DestinationSet])]
[OutputType(typeof(DeletedCustomer), ParameterSetName = [DestinationSet])]
public sealed partial class SyncRedshiftCustomersCommand : CustomerCommand
{
    private const string Activity = "Syncing customers";
    private const string RowNoun = "customer row";

    private TableSync<Customer>? _sync;

    private string ActionText => Full ? "Start over and sync" : "Sync";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeOrThrow(CheckArguments);
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, Path)));
        var action = InvokeOrThrow(() => WhatIfPreference.IsSet(this) ? Preview(file) : $"{ActionText} customers");
        if (!ShouldProcess(file.Path, action))
        {
            return;
        }

        _sync = new TableSync<Customer>(this, Activity) { Checkpoint = Checkpoint };
        InvokeOrThrow(() => _sync.Start(file));
        switch (ParameterSetName)
        {
            case DestinationSet:
                WriteObject(InvokeOrThrow(() => IntoDestination(_sync)));
                break;
            case BatchSet:
                WriteObject(_sync.IntoScriptBlock(Plan, ForEachBatch!, BatchSize));
                break;
            default:
                _sync.IntoPipeline(Plan);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _sync?.End(ResultVariable);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sync?.Dispose();
        }

        base.Dispose(disposing);
    }

    private SyncResult IntoDestination(TableSync<Customer> sync) =>
        Destined().Run(sync, Request(), Activity, (key, isRemoved) => new DeletedCustomer(key.Integer!.Value, isRemoved));

    private void CheckArguments()
    {
        if (_sync is not null)
        {
            throw ParameterErrors.SecondTable("Call Sync-RedshiftCustomers in ForEach-Object, with a state file for each table.");
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw ParameterErrors.BatchSizeInPipeline();
        }
    }

    private DestinationSync Destined() => new(
        this,
        new DestinationArguments(this, Destination, DestinationTable, DestinationCredential, DestinationTimeout),
        Source,
        RetryPolicy)
    {
        BatchSize = MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)) ? BatchSize : null,
        RemoveDeleted = RemoveDeleted,
        MaxDeletePercent = MaxDeletePercent,
    };

    private string Preview(StateFile file)
    {
        var observer = new CmdletObserver(this);
        var consumer = ParameterSetName == DestinationSet ? ConsumerKind.Destination : ConsumerKind.Pipeline;
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), Request() with { Consumer = consumer }, observer);
        var rows = ParameterSetName == DestinationSet
            ? Destined().Preview(plan, observer, RowNoun)
            : new SyncPreview(Source, plan, observer).DescribeRows(RowNoun);
        return $"{ActionText} {rows}";
    }

    private TableSyncRequest<Customer> Plan() => new(Source, Request(), Factory());

    private SyncRequest Request()
    {
        var schema = Schema();
        return new SyncRequest(schema, IdentityOf(schema))
        {
            Since = Since,
            SafetyLag = SafetyLag,
            Lookback = Lookback.Ticks,
            TimeZone = Zone,
            NullTimestamp = NullCursor,
            SkipUnreadable = SkipUnreadable,
            MaxRow = MaxRow,
            Full = Full,
            Force = Force,
            SchemaChange = SchemaChange,
        };
    }
}
