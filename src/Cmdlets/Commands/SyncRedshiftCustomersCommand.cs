using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Delivers what changed since the last checkpoint: down the pipeline, or into a destination.</summary>
[Cmdlet(VerbsData.Sync, "RedshiftCustomers", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[Alias("Sync-RedshiftCustomer")]
[OutputType(typeof(Customer), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [DestinationSet])]
public sealed class SyncRedshiftCustomersCommand : CustomerCommand
{
    private const string PipelineSet = "Pipeline";
    private const string DestinationSet = "Destination";

    private StateFile? _file;
    private PipelineRun<Customer>? _run;

    /// <summary>The state file; the first sync creates it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("StatePath", "LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A SQLite file to upsert into; created where it is missing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>How many rows make a batch: one transaction and one checkpoint.</summary>
    [Parameter(ParameterSetName = DestinationSet)]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 10_000;

    /// <summary>Where a first sync starts, inclusive.</summary>
    [Parameter]
    [UtcTime]
    [ValidateNotNull]
    public DateTime? Since { get; set; }

    /// <summary>How far behind the server's clock to stay.</summary>
    [Parameter]
    [Lag]
    public TimeSpan SafetyLag { get; set; } = SyncRequest.DefaultSafetyLag;

    /// <summary>Goes on with a state of another source, or one beyond the server's clock.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var file = Guard(() => new StateFile(FileSystemPath.Resolve(this, Path)));
        var (target, action) = Guard(() => IsWhatIf ? Preview(file) : (file.Path, "Sync customers"));
        if (!ShouldProcess(target, action))
        {
            return;
        }

        _file = file;
        Guard(file.Lock);
        if (ParameterSetName == DestinationSet)
        {
            WriteObject(Guard(IntoDestination));
        }
        else
        {
            IntoPipeline();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_run is null)
        {
            return;
        }

        if (PipelineFate.HasFailed(CommandRuntime) is null)
        {
            WriteWarning($"This PowerShell does not tell whether the pipeline succeeds, so the checkpoint stays staged. Promote it once the rows have arrived: Confirm-RedshiftSyncState '{_file!.Path}'");
        }

        // Staged here, where an error can still be reported; promoted in Dispose, once every command downstream has ended.
        Guard(_run.Stage);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                if (!Stopping && PipelineFate.HasFailed(CommandRuntime) == false)
                {
                    _run?.Promote();
                }
            }
            catch (SyncException)
            {
                // Nobody is left to be told; the stage stays, and the next run says so.
            }
            finally
            {
                _run?.Dispose();
                _file?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void IntoPipeline()
    {
        var progress = new ProgressReporter(this, "Syncing customers");
        _run = Guard(() => PipelineRun.Start(_file!, Session, Request(), Customer.From, new CmdletObserver(this), Cancellation));
        var group = new List<Customer>();
        Func<bool> readGroup = () => _run.ReadGroup(group);
        while (Guard(readGroup))
        {
            foreach (var customer in group)
            {
                WriteObject(customer);
            }

            group.Clear();
            progress.Report(_run.RowsRead);
        }

        progress.Complete();
    }

    private SyncResult IntoDestination()
    {
        var progress = new ProgressReporter(this, "Syncing customers");
        var request = Request();
        var path = DestinationPath();
        var outcome = DestinationRun.Execute(_file!, Session, () => AdapterLoader.Adapters.OpenSqlite(path, Cancellation), request, BatchSize, new CmdletObserver(this, progress), Cancellation);
        progress.Complete();
        return new SyncResult(outcome);
    }

    private string DestinationPath() => Destination.Contains("://", StringComparison.Ordinal)
        ? throw DestinationErrors.Unavailable(Destination.Split("://")[0] + "://…", "only a path to a SQLite file is supported", null)
        : FileSystemPath.Resolve(this, Destination);

    // Reads what a run would cover; neither lock nor file is touched.
    private (string Target, string Action) Preview(StateFile file)
    {
        var plan = SyncPlan.Create(Session, file.Path, file.Read(), Request(), new CmdletObserver(this), Cancellation);
        var extent = Session.ReadExtent(plan.Window(plan.State.Position).SelectExtent(), Cancellation);
        var range = extent is { First: { } first, Last: { } last } ? $" changed between {IsoTimestamp.Format(first)} and {IsoTimestamp.Format(last)}" : "";
        return (file.Path, $"Sync {extent.Count} customer row(s){range}");
    }

    private SyncRequest Request()
    {
        var shape = Shape();
        var connection = ActiveConnection;
        var source = new SourceIdentity(connection.Server, connection.Database, shape.Table.ToString(), shape.Columns);
        return new SyncRequest(shape, source, Since, SafetyLag, Force);
    }
}
