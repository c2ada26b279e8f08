using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>Ends the use of a connection: the default one, or the one given.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Redshift")]
[OutputType(typeof(void))]
public sealed class DisconnectRedshiftCommand : PSCmdlet
{
    /// <summary>The connection to end; by default the runspace's default connection.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connection = Connection ?? DefaultConnection.Current;
        if (connection is null)
        {
            WriteError(ErrorRecords.From(SourceErrors.NotConnected("There is no connection in this runspace to end.")));
            return;
        }

        connection.IsDisconnected = true;
        if (ReferenceEquals(connection, DefaultConnection.Current))
        {
            DefaultConnection.Current = null;
        }
    }
}
