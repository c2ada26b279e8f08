using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <content>Runs into a destination, of one table or of several.</content>
public sealed partial class SyncRedshiftTableCommand
{
    private readonly List<SyncResult> _results = [];
    private SyncException? _unreachable;

    private SyncResult IntoDestination(TableSync<object> sync)
    {
        var reading = Read(sync.File);
        return reading.Schema.HasKey
            ? Destined().Run(
                sync, Request(reading), Activity, (key, isRemoved) => new DeletedRow($"{reading.Schema.Table}", key, isRemoved))
            : throw TableErrors.KeyNeeded(reading.Schema.Table);
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

    // One table after the other, each with its own state file. A failure is part of the table's result and does not stop the others.
    private void SyncInFolder()
    {
        var startedAt = DateTime.UtcNow;
        var folder = InvokeOrThrow(() => FileSystemPath.Resolve(this, StateFolder));
        var path = InvokeOrThrow(() => RedshiftSync.StateFolder.FileOf(folder, TableName.Parse(Table)));
        SyncResult? result;
        try
        {
            result = SyncInFolder(folder, path);
        }
        catch (SyncException e)
        {
            _unreachable = PreventsEverySession(e) ? e : null;
            Report(e);
            result = SyncResult.Failed(Table, path, startedAt, e);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }

        if (result is not null)
        {
            _results.Add(result);
            WriteObject(result);
        }
    }

    // Null if only what would happen is said.
    private SyncResult? SyncInFolder(string folder, string path)
    {
        // What keeps one table from the source keeps all.
        if (_unreachable is not null)
        {
            throw _unreachable;
        }

        var file = new StateFile(path);
        if (!ShouldProcess(path, ActionOn(file)))
        {
            return null;
        }

        RedshiftSync.StateFolder.Create(folder);
        using var sync = new TableSync<object>(this, Activity);
        sync.Start(file);
        return IntoDestination(sync);
    }

    // Where errors stop, the first would keep the other tables from being synced. All of them are in the error at the end.
    private void Report(SyncException e)
    {
        if (ErrorPreference.IsStop(this))
        {
            WriteWarning($"{Table} was not synced completely. {e.Message}");
        }
        else
        {
            WriteError(ErrorRecords.From(e));
        }
    }

    // Narrower than ErrorRecords.IsOfConnection: a session that is lost, or a server without resources, can be due to this table alone.
    private static bool PreventsEverySession(SyncException e) => e.ErrorId is ErrorId.NotConnected or ErrorId.ConnectionFailed
        or ErrorId.ConnectionFailedHostUnknown or ErrorId.LoginFailed or ErrorId.CredentialProviderFailed or ErrorId.TlsVerificationFailed
        or ErrorId.AuthenticationMethodNotSupported;

    // Terminating, so that a script stops and pwsh -File does not exit with 0.
    private void ReportFailures()
    {
        var failed = _results.Where(result => result.Status == SyncStatus.Failed).Select(result => result.Table).ToList();
        if (failed.Count > 0)
        {
            ThrowTerminatingError(ErrorRecords.From(TableErrors.TablesFailed(failed, _results.ToArray())));
        }
    }
}
