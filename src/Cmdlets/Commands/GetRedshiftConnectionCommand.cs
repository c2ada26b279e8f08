using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Shows the runspace's default connection; nothing when there is none.</summary>
[Cmdlet(VerbsCommon.Get, "RedshiftConnection")]
[OutputType(typeof(Connection))]
public sealed class GetRedshiftConnectionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (DefaultConnection.Current is { } connection)
        {
            WriteObject(connection);
        }
    }
}
