using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Writes the messages of a run to the cmdlet's streams. Used on the pipeline thread only.</summary>
internal sealed class CmdletObserver(PSCmdlet cmdlet, ProgressReporter? progress = null) : IRunObserver
{
    public void Warn(string message) => cmdlet.WriteWarning(message);

    public void Detail(string message) => cmdlet.WriteVerbose(message);

    public void Skip(SkippedRow row) => cmdlet.WriteWarning(row.ToString());

    public void Progress(long rows, double? fraction) => progress?.Report(rows, fraction);
}
