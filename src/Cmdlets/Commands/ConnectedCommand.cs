using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads from the source: it opens a session of its own and closes it when it ends.</summary>
public abstract class ConnectedCommand : CancellableCommand
{
    private ISourceSession? _session;

    /// <summary>The connection to use, from Connect-Redshift. Without it, the runspace's default is used.</summary>
    [Parameter]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <summary>The connection that this command uses.</summary>
    /// <exception cref="SyncException">NotConnected.</exception>
    private protected Connection ActiveConnection => (Connection ?? DefaultConnection.Current) switch
    {
        { IsDisconnected: false } active => active,
        { } ended => throw new SyncException(ErrorId.NotConnected, $"The connection {ended} has been disconnected. Run Connect-Redshift again.", ended.ToString()),
        null => throw new SyncException(ErrorId.NotConnected, "There is no connection in this runspace. Run Connect-Redshift first, or pass one with -Connection.", null),
    };

    /// <summary>This command's session, opened at its first use.</summary>
    private protected ISourceSession Session => _session ??= Open(ActiveConnection.Settings);

    // The settings first: without a connection the adapters are not even loaded.
    private ISourceSession Open(SourceSettings settings) => AdapterLoader.Adapters.OpenSource(settings, Cancellation);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _session?.Dispose();
            _session = null;
        }

        base.Dispose(disposing);
    }
}
