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

    private StateFile? _file;
    private PipelineRun<Customer>? _run;
    private DateTime _startedAt;

    private string ActionText => Full ? "Start over and sync" : "Sync";

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeOrThrow(CheckArguments);
        _startedAt = DateTime.UtcNow;
        var file = InvokeOrThrow(() => new StateFile(FileSystemPath.Resolve(this, Path)));
        var action = InvokeOrThrow(() => IsWhatIf ? Preview(file) : $"{ActionText} customers");
        if (!ShouldProcess(file.Path, action))
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
                _run = InvokeOrThrow(() => new PipelineRun<Customer>(file, Source, Request(), Factory(), new CmdletObserver(this)));
                Emit(_run.ReadAvailable, () => (_run.RowsRead, _run.FractionDone), Activity);
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

        // Staged here, where an error can be reported; promoted in Dispose, after every command downstream has ended.
        var outcome = InvokeOrThrow(() => _run.Stage(always: Checkpoint != CheckpointMode.Automatic));
        var checkpoint = $"checkpoint {outcome.After?.ToString() ?? "none"}{(_run.IsStaged ? " staged" : "")}";
        WriteVerbose($"Run {outcome.RunId}: {outcome.Totals.RowsRead} rows, {checkpoint}.");
        if (_run.IsStaged && Checkpoint == CheckpointMode.Automatic && PipelineStatus.HasFailed(CommandRuntime) is null)
        {
            WriteWarning(
                "This PowerShell does not tell whether the pipeline succeeds, so the checkpoint stays staged. "
                + $"Promote it once the rows have arrived: Confirm-RedshiftSyncState {PowerShellLiteral.Quote(_file!.Path)}");
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
                // The command has ended and cannot report an error. The checkpoint stays staged, and the next run warns.
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
        var observer = new CmdletObserver(this, progress);
        var outcome = ScriptBlockRun.Execute<Customer>(_file!, Source, Request(), BatchSize, Factory(), script.Invoke, observer);
        progress.Complete();
        return Result(outcome);
    }

    private void IntoDestination()
    {
        var request = InvokeOrThrow(Request);
        using var destination = InvokeOrThrow(() => OpenDestination(request));
        var progress = new ProgressReporter(this, Activity);
        var observer = new CmdletObserver(this, progress);
        var outcome = InvokeOrThrow(() => DestinationRun.Execute(_file!, Source, destination, request, BatchSize, observer));
        progress.Complete();
        WriteObject(Result(outcome, RemoveDeleted is null ? 0 : EmitDeleted(destination, request.Schema)));
    }

    private SyncResult Result(SyncOutcome outcome, long rowsDeleted = 0)
    {
        var start = InvokeOrThrow(_file!.Read)?.Start ?? Since ?? SyncState.DefaultStart;
        return new SyncResult(outcome, Schema().Table.ToString(), _file.Path, start, _startedAt, rowsDeleted);
    }

    private void CheckArguments()
    {
        // Several tables or files from the pipeline would share one lock and one checkpoint.
        if (_file is not null)
        {
            throw ParameterErrors.Invalid(
                "One run syncs one table with one state file, and more than one came down the pipeline.",
                "Call Sync-RedshiftCustomers in ForEach-Object, with a state file for each table.");
        }

        if (ParameterSetName == PipelineSet && MyInvocation.BoundParameters.ContainsKey(nameof(BatchSize)))
        {
            throw ParameterErrors.Invalid(
                "-BatchSize has no meaning down a pipeline, which has one checkpoint at its end.",
                "Use it with -ForEachBatch or -Destination.");
        }
    }

    private ReconnectingDestination OpenDestination(SyncRequest request)
    {
        var arguments = Arguments();
        return arguments.Location.FilePath is { } path && new StateFile(path).Path == _file!.Path
            ? throw ParameterErrors.Invalid($"'{_file.Path}' is the state file.", "Give the destination a file of its own.", _file.Path)
            : arguments.Open(RequestFor(arguments, request), RetryPolicy, forReading: false);
    }

    private DestinationArguments Arguments() => new(this, Destination, DestinationTable, DestinationCredential, DestinationTimeout);

    private DestinationRequest RequestFor(DestinationArguments arguments, SyncRequest request) =>
        arguments.RequestFor(request.Schema, request.Source, Force);

    // Runs after the changed rows are written. If it fails, their checkpoint remains valid.
    private long EmitDeleted(ReconnectingDestination destination, TableSchema schema)
    {
        if (destination.Checkpoint is not { } checkpoint)
        {
            return 0;
        }

        var run = new DeletionRun(Source, destination, checkpoint, schema, Zone, WriteWarning);
        var removes = RemoveDeleted == DeletionMode.Delete;
        var batches = removes ? run.Remove(MaxDeletePercent, BatchSize) : run.Find().Select(key => (IReadOnlyList<KeyValue>)[key]);
        var removed = 0L;
        using var deleted = batches.GetEnumerator();
        while (InvokeOrThrow(deleted.MoveNext))
        {
            foreach (var key in deleted.Current)
            {
                WriteObject(new DeletedCustomer(key.Integer!.Value, removes));
                removed += removes ? 1 : 0;
            }
        }

        return removed;
    }

    private string Preview(StateFile file)
    {
        var observer = new CmdletObserver(this);
        var consumer = ParameterSetName == DestinationSet ? ConsumerKind.Destination : ConsumerKind.Pipeline;
        var plan = SyncPlan.Create(Source, file.Path, file.Read(), Request() with { Consumer = consumer }, observer);
        if (ParameterSetName != DestinationSet)
        {
            return $"{ActionText} {new SyncPreview(Source, plan, observer).DescribeRows()}";
        }

        using var destination = OpenForPreview(plan.Request);
        var preview = new SyncPreview(Source, plan.StartingAt(FindStart()), observer);
        var rows = $"{ActionText} {preview.DescribeRows()}";
        return RemoveDeleted is { } mode ? $"{rows}; {preview.DescribeDeletions(destination, mode, MaxDeletePercent)}" : rows;

        DestinationStart FindStart()
        {
            destination?.Inspect(plan.Request.Schema, WriteWarning, Cancellation);
            return destination is null
                ? DestinationStart.Of(plan.Start, plan.State, found: null)
                : DestinationStart.Find(plan, destination, Source, observer);
        }
    }

    // Null if the file does not exist yet.
    private ReconnectingDestination? OpenForPreview(SyncRequest request)
    {
        var arguments = Arguments();
        return arguments.Location.Exists ? arguments.Open(RequestFor(arguments, request), RetryPolicy, forReading: true) : null;
    }

    private SyncRequest Request()
    {
        var schema = Schema();
        return new SyncRequest(schema, IdentityOf(schema))
        {
            Since = Since,
            SafetyLag = SafetyLag,
            Lookback = Lookback.Ticks,
            TimeZone = Zone,
            NullTimestamp = NullTimestamp,
            SkipUnreadable = SkipUnreadable,
            MaxRow = MaxRow,
            Full = Full,
            Force = Force,
        };
    }
}
