using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Passes on what a run says to the cmdlet's streams. Used on the pipeline's thread only.</summary>
internal sealed class CmdletObserver(PSCmdlet cmdlet, ProgressReporter? progress = null, OwnErrors? errors = null) : IRunObserver
{
    public void Warn(string message) => cmdlet.WriteWarning(message);

    public void Detail(string message) => cmdlet.WriteVerbose(message);

    public void Skip(SkippedRow row, SyncException report)
    {
        var record = ErrorRecords.From(report);
        if (errors is null)
        {
            cmdlet.WriteError(record);
        }
        else
        {
            errors.Write(record);
        }
    }

    public void Progress(long rows, double? fraction) => progress?.Report(rows, fraction);
}
