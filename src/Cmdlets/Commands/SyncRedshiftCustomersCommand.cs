using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Delivers what changed since the last checkpoint: down the pipeline, batch by batch to a script block, or into a destination.</summary>
[Cmdlet(VerbsData.Sync, "RedshiftCustomers", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[Alias("Sync-RedshiftCustomer")]
[OutputType(typeof(Customer), ParameterSetName = [PipelineSet])]
[OutputType(typeof(SyncResult), ParameterSetName = [BatchSet, DestinationSet])]
[OutputType(typeof(DeletedCustomer), ParameterSetName = [DestinationSet])]
public sealed partial class SyncRedshiftCustomersCommand : CustomerCommand
{
    private const string Activity = "Syncing customers";

    private StateFile? _file;
    private PipelineRun<Customer>? _run;
    private DateTime _startedAt;

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeOrThrow(CheckArguments);
        _startedAt = DateTime.UtcNow;
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, Path)));
        var (target, action) = InvokeOrThrow(() => IsWhatIf ? Preview(file) : (file.Path, Full ? "Start over and sync customers" : "Sync customers"));
        if (!ShouldProcess(target, action))
        {
            return;
        }

        _file = file;
        InvokeOrThrow(file.Lock);
        switch (ParameterSetName)
        {
            case DestinationSet:
                IntoDestination();
                break;
            case BatchSet:
                WriteObject(InvokeOrThrow(IntoScriptBlock));
                break;
            default:
                _run = InvokeOrThrow(() => new PipelineRun<Customer>(file, Source, Request(), Customer.From, new CmdletObserver(this)));
                Emit(_run.ReadSoon, () => (_run.RowsRead, _run.FractionDone), Activity);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_run is null)
        {
            return;
        }

        // Staged here, where an error can still be reported; promoted in Dispose, once every command downstream has ended.
        var outcome = InvokeOrThrow(() => _run.Stage(always: Checkpoint != CheckpointMode.Automatic));
        WriteVerbose($"Run {outcome.RunId}: {outcome.Totals.RowsRead} rows, checkpoint {outcome.After?.ToString() ?? "none"}{(_run.IsStaged ? " staged" : "")}.");
        if (_run.IsStaged && Checkpoint == CheckpointMode.Automatic && PipelineStatus.HasFailed(CommandRuntime) is null)
        {
            WriteWarning($"This PowerShell does not tell whether the pipeline succeeds, so the checkpoint stays staged. Promote it once the rows have arrived: Confirm-RedshiftSyncState '{_file!.Path}'");
        }

        if (ResultVariable is not null)
        {
            SessionState.PSVariable.Set(ResultVariable, Result(outcome));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                if (Checkpoint == CheckpointMode.Automatic && !Stopping && PipelineStatus.HasFailed(CommandRuntime) == false)
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

    private SyncResult IntoScriptBlock()
    {
        var progress = new ProgressReporter(this, Activity);
        var script = new BatchScript(ForEachBatch!, SessionState);
        var outcome = ScriptBlockRun.Execute<Customer>(_file!, Source, Request(), BatchSize, Customer.From, script.Take, new CmdletObserver(this, progress));
        progress.Complete();
        return Result(outcome);
    }

    private void IntoDestination()
    {
        var request = InvokeOrThrow(Request);
        using var target = InvokeOrThrow(() => Target(request));
        var progress = new ProgressReporter(this, Activity);
        var outcome = InvokeOrThrow(() => DestinationRun.Execute(_file!, Source, target, request, BatchSize, new CmdletObserver(this, progress)));
        progress.Complete();
        WriteObject(Result(outcome, RemoveDeleted is null ? 0 : EmitDeleted(target, request.Shape)));
    }

    private SyncResult Result(SyncOutcome outcome, long rowsDeleted = 0)
    {
        var start = InvokeOrThrow(_file!.Read)?.Start ?? Since ?? SyncState.DefaultStart;
        return new SyncResult(outcome, Shape().Table.ToString(), _file.Path, start, _startedAt, rowsDeleted);
    }

    private void CheckArguments()
    {
        // A pipeline of several tables or files would sync each in turn on one lock and one checkpoint.
        if (_file is not null)
        {
            throw new SyncException(ErrorId.ParameterInvalid, "One run syncs one table with one state file, and more than one came down the pipeline.", "Call Sync-RedshiftCustomers in ForEach-Object, with a state file for each table.", null);
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw new SyncException(ErrorId.ParameterInvalid, "-BatchSize has no meaning down a pipeline, which has one checkpoint at its end.", "Use it with -ForEachBatch or -Destination.", null);
        }
    }

    private ReconnectingDestination Target(SyncRequest request)
    {
        var location = Arguments().Locate();
        if (location.Kind == DestinationKind.Sqlite && new StateFile(location.Address).Path == _file!.Path)
        {
            throw new SyncException(ErrorId.ParameterInvalid, $"'{_file.Path}' is the state file.", "Give the destination a file of its own.", _file.Path);
        }

        return new ReconnectingDestination(
            cancellation => AdapterLoader.Adapters.OpenDestination(location, forReading: false, cancellation),
            DestinationRequestFor(request),
            Retrying);
    }

    private DestinationArguments Arguments() => new(this, Destination, DestinationTable, DestinationCredential, DestinationTimeout);

    private DestinationRequest DestinationRequestFor(SyncRequest request) => new(Arguments().TableFor(request.Shape), request.Shape, request.Source) { Force = Force };

    // After the rows that are there, those that are gone. Whatever becomes of this, the checkpoint stands.
    private long EmitDeleted(ReconnectingDestination destination, TableShape shape)
    {
        if (destination.Checkpoint is not { } checkpoint)
        {
            return 0;
        }

        var run = new DeletionRun(Source, destination, checkpoint, shape, Zone, WriteWarning);
        var removes = RemoveDeleted == DeletionMode.Delete;
        var batches = removes ? run.Remove(MaxDeletePercent, BatchSize) : run.Find().Select(key => (IReadOnlyList<long>)[key]);
        var removed = 0L;
        using var gone = batches.GetEnumerator();
        while (InvokeOrThrow(gone.MoveNext))
        {
            foreach (var key in gone.Current)
            {
                WriteObject(new DeletedCustomer(key, removes));
                removed += removes ? 1 : 0;
            }
        }

        return removed;
    }

    // Reads what a run would cover; neither lock nor file is touched.
    private (string Target, string Action) Preview(StateFile file)
    {
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), Request(), new CmdletObserver(this));
        var extent = Source.Execute(s => s.Query(plan.Window.SelectExtent(), Cancellation))[0];
        var range = extent is [_, DateTime first, DateTime last] ? $" changed between {Show(first)} and {Show(last)}" : "";
        return (file.Path, $"{(Full ? "Start over and sync" : "Sync")} {extent[0]} customer row(s){range}{PreviewDeleted(plan.Request)}");

        string Show(DateTime stamp) => IsoTimestamp.Format(plan.Axis.ToUtc(stamp) ?? stamp);
    }

    // By the destination's checkpoint as it is now: rows that the run would upsert first are in the source, and never removed.
    private string PreviewDeleted(SyncRequest request)
    {
        if (ParameterSetName != DestinationSet || RemoveDeleted is null)
        {
            return "";
        }

        var location = Arguments().Locate();
        if (location.Kind == DestinationKind.Sqlite && !File.Exists(location.Address))
        {
            return "; there is no destination yet to remove rows from";
        }

        using var destination = new ReconnectingDestination(
            cancellation => AdapterLoader.Adapters.OpenDestination(location, forReading: true, cancellation), DestinationRequestFor(request), Retrying);
        if (destination.Inspect(WriteWarning, Cancellation) is not { } checkpoint)
        {
            return "; nothing was ever synced into the destination, so no row is removed";
        }

        var gone = new DeletionRun(Source, destination, checkpoint, request.Shape, Zone, WriteWarning).Find().Count();
        return $"; then {(RemoveDeleted == DeletionMode.Delete ? "remove" : "report")} {gone} row(s) of the destination that are gone from the source";
    }

    private SyncRequest Request()
    {
        var shape = Shape();
        return new SyncRequest(shape, IdentityOf(shape))
        {
            Since = Since,
            SafetyLag = SafetyLag,
            Lookback = Lookback,
            TimeZone = Zone,
            NullTimestamp = NullTimestamp,
            SkipUnreadable = SkipUnreadable,
            MaxRow = MaxRow,
            Full = Full,
            Force = Force,
        };
    }
}
