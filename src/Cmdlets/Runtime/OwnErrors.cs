using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Errors of a command's own that do not stop it. To the engine a pipeline has failed with any error in it; a sync that leaves out a row and
/// says so has not, and whether something else has failed must still show.
/// </summary>
internal sealed class OwnErrors(PSCmdlet cmdlet)
{
    private bool _any;

    public void Write(ErrorRecord error)
    {
        var hadFailed = PipelineStatus.HasFailed(cmdlet.CommandRuntime);
        cmdlet.WriteError(error);
        _any = true;
        if (hadFailed == false)
        {
            PipelineStatus.SetFailed(cmdlet.CommandRuntime, failed: false);
        }
    }

    /// <summary>To be called once it is known whether anything else has failed: <c>$?</c> tells of these errors as of others.</summary>
    public void Settle()
    {
        if (_any)
        {
            PipelineStatus.SetFailed(cmdlet.CommandRuntime, failed: true);
        }
    }
}
