using System.Management.Automation;

namespace RedshiftSync.Commands;

/// <summary>A command that reads from the source, in a session of its own.</summary>
public abstract class ConnectedCommand : CancellableCommand
{
    private ReconnectingSource? _source;
    private Connection? _sourceConnection;

    /// <summary>The connection to use, from Connect-Redshift. Without it, the runspace's default is used.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ValidateNotNull]
    public Connection? Connection { get; set; }

    /// <summary>
    /// How long to retry without progress; 0 for no retry. The default is ten minutes, and thirty seconds before the first session.
    /// </summary>
    [Parameter]
    [Lag]
    public TimeSpan? RetryFor { get; set; }

    /// <summary>How many attempts in a row may fail without progress; 0 for no retry. By default only -RetryFor limits them.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int? MaxRetry { get; set; }

    /// <summary>The connection that this command uses.</summary>
    /// <exception cref="SyncException">NotConnected.</exception>
    private protected Connection ActiveConnection => (Connection ?? DefaultConnection.Current) switch
    {
        { IsDisconnected: false } active => active,
        { } ended => throw SourceErrors.NotConnected($"The connection {ended} has been disconnected.", "Run Connect-Redshift again."),
        null => throw SourceErrors.NotConnected(
            "There is no connection in this runspace.", "Run Connect-Redshift first, or pass one with -Connection."),
    };

    /// <summary>How long this command retries a transient failure.</summary>
    private protected RetryPolicy RetryPolicy => new(TimeProvider.System, MaxRetry) { RetryFor = RetryFor };

    /// <summary>The source of this command, whose session is opened at the first use.</summary>
    private protected ReconnectingSource Source
    {
        get
        {
            // Each object of the pipeline may bind another connection, and a failure to write its rows stops a source.
            var connection = ActiveConnection;
            var wasStopped = _source?.Cancellation.IsCancellationRequested == true && !Cancellation.IsCancellationRequested;
            if (_source is null || wasStopped || !ReferenceEquals(connection, _sourceConnection))
            {
                _source?.Dispose();
                _source = Open(connection.Settings);
                _sourceConnection = connection;
            }

            return _source;
        }
    }

    // The settings are an argument, so that a missing connection is an error before the adapters are loaded.
    private ReconnectingSource Open(SourceSettings settings) =>
        new(cancellation => AdapterLoader.Adapters.OpenSource(settings, cancellation), RetryPolicy, new CmdletObserver(this), Cancellation);

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
