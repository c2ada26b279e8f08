using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads from the source: it opens a session of its own and closes it when it ends.</summary>
public abstract class ConnectedCommand : CancellableCommand
{
    private ReconnectingSource? _source;

    /// <summary>The connection to use, from Connect-Redshift. Without it, the runspace's default is used.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <summary>How many attempts in a row to get a lost connection back may fail without progress.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaxRetry { get; set; } = 5;

    /// <summary>The connection that this command uses.</summary>
    /// <exception cref="SyncException">NotConnected.</exception>
    private protected Connection ActiveConnection => (Connection ?? DefaultConnection.Current) switch
    {
        { IsDisconnected: false } active => active,
        { } ended => throw new SyncException(ErrorId.NotConnected, $"The connection {ended} has been disconnected.", "Run Connect-Redshift again.", ended.ToString()),
        null => throw new SyncException(ErrorId.NotConnected, "There is no connection in this runspace.", "Run Connect-Redshift first, or pass one with -Connection.", null),
    };

    /// <summary>How stubborn this command is.</summary>
    private protected RetryPolicy Retrying => new(AdapterLoader.Adapters.Retry, MaxRetry);

    /// <summary>This command's source; its session is opened at its first use.</summary>
    private protected ReconnectingSource Source => _source ??= Open(ActiveConnection.Settings);

    // The settings first: without a connection the adapters are not even loaded.
    private ReconnectingSource Open(SourceSettings settings) =>
        new(cancellation => AdapterLoader.Adapters.OpenSource(settings, cancellation), Retrying, new CmdletObserver(this), Cancellation);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
            _source = null;
        }

        base.Dispose(disposing);
    }
}
