using System.Management.Automation;
using RedshiftSync.Commands;

namespace RedshiftSync;

/// <summary>
/// A sync that a command runs: it locks the state file, delivers rows down the pipeline or to a script block, and promotes the checkpoint
/// when the pipeline has succeeded. Dispose it with the command, after every command of the pipeline has ended.
/// </summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
/// <param name="command">The command.</param>
/// <param name="activity">The title of the progress bar.</param>
internal sealed class TableSync<T>(CancellableCommand command, string activity) : IDisposable
{
    private StateFile? _file;
    private PipelineRun<T>? _run;
    private SyncRequest? _request;
    private DateTime _startedAt;

    /// <summary>When the checkpoint of a pipeline is promoted.</summary>
    public CheckpointMode Checkpoint { get; init; }

    /// <summary>The state file, once it is locked.</summary>
    public StateFile File => _file ?? throw new InvalidOperationException("No sync was started.");

    /// <summary>Locks the state file and starts the sync.</summary>
    /// <exception cref="SyncException">The errors of <see cref="StateFile.Lock"/>.</exception>
    public void Start(StateFile file)
    {
        _startedAt = DateTime.UtcNow;
        _file = file;
        file.Lock();
    }

    /// <summary>Delivers the rows down the pipeline; <see cref="End"/> stages their checkpoint.</summary>
    public void IntoPipeline(Func<TableSyncRequest<T>> plan)
    {
        _run = command.InvokeOrThrow(() =>
        {
            var (source, request, create) = plan();
            _request = request;
            return new PipelineRun<T>(File, source, request, create, new CmdletObserver(command));
        });
        RowEmitter.Emit<T>(command, _run.ReadAvailable, () => (_run.RowsRead, _run.FractionDone), activity);
    }

    /// <summary>Delivers the rows batch by batch to a script block.</summary>
    public SyncResult IntoScriptBlock(Func<TableSyncRequest<T>> plan, ScriptBlock block, int batchSize)
    {
        var progress = new ProgressReporter(command, activity);
        var outcome = command.InvokeOrThrow(() =>
        {
            var (source, request, create) = plan();
            _request = request;
            var script = new BatchScript(block, command.SessionState);
            return ScriptBlockRun.Execute<T>(
                File, source, request, batchSize, create, script.Invoke, new CmdletObserver(command, progress));
        });
        progress.Complete();
        return command.InvokeOrThrow(() => Result(outcome, _request!));
    }

    /// <summary>Stages the checkpoint of a pipeline, where an error can still be reported; <see cref="Dispose"/> promotes it.</summary>
    /// <param name="resultVariable">The variable that receives the result of a pipeline; null for none.</param>
    public void End(string? resultVariable)
    {
        if (_run is not { } run)
        {
            return;
        }

        var outcome = command.InvokeOrThrow(() => run.Stage(always: Checkpoint != CheckpointMode.Automatic));
        var checkpoint = $"checkpoint {outcome.After?.ToString() ?? "none"}{(run.IsStaged ? " staged" : "")}";
        command.WriteVerbose($"Run {outcome.RunId}: {outcome.Totals.RowsRead} rows, {checkpoint}.");
        if (run.IsStaged && Checkpoint == CheckpointMode.Automatic && PipelineStatus.HasFailed(command.CommandRuntime) is null)
        {
            command.WriteWarning(
                "This PowerShell does not tell whether the pipeline succeeds, so the checkpoint stays staged. "
                + $"Promote it once the rows have arrived: Confirm-RedshiftSyncState {PowerShellLiteral.Quote(File.Path)}");
        }

        if (resultVariable is not null)
        {
            command.SessionState.PSVariable.Set(resultVariable, command.InvokeOrThrow(() => Result(outcome, _request!)));
        }
    }

    /// <summary>The result of a run.</summary>
    /// <exception cref="SyncException">The state file cannot be read.</exception>
    public SyncResult Result(SyncOutcome outcome, SyncRequest request, long rowsDeleted = 0)
    {
        var start = File.Read()?.Start ?? request.Since ?? request.DefaultStart;
        return new SyncResult(outcome, request.Schema.Table.ToString(), File.Path, start, _startedAt, rowsDeleted);
    }

    /// <summary>Promotes the checkpoint of a pipeline that has succeeded, and releases the state file.</summary>
    public void Dispose()
    {
        try
        {
            if (Checkpoint == CheckpointMode.Automatic && !command.Stopping && PipelineStatus.HasFailed(command.CommandRuntime) == false)
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
}

/// <summary>What a sync reads, from where, and as what.</summary>
/// <typeparam name="T">The type that each row becomes.</typeparam>
/// <param name="Source">The source.</param>
/// <param name="Request">The request of the user.</param>
/// <param name="Create">Creates an object from each row.</param>
internal sealed record TableSyncRequest<T>(ReconnectingSource Source, SyncRequest Request, RowFactory<T> Create);
