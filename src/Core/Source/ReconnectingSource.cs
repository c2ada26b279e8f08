namespace RedshiftSync;

/// <summary>
/// The source as one command uses it: a session that is opened at its first use, and opened again, after a pause, when it is lost. Not
/// thread-safe, except for <see cref="Stop"/>.
/// </summary>
internal sealed class ReconnectingSource : IDisposable
{
    private readonly Func<CancellationToken, ISourceSession> _open;
    private readonly RetryLoop _retry;
    private readonly IRunObserver _observer;
    private readonly CancellationTokenSource _stop;
    private ISourceSession? _session;

    /// <summary>Prepares a source without opening a session yet.</summary>
    /// <param name="open">Opens a session; asks for fresh credentials each time.</param>
    /// <param name="policy">How long a transient failure is retried.</param>
    /// <param name="observer">Told of each attempt.</param>
    /// <param name="cancellation">Stops whatever is going on.</param>
    public ReconnectingSource(Func<CancellationToken, ISourceSession> open, RetryPolicy policy, IRunObserver observer, CancellationToken cancellation)
    {
        _open = open;
        _retry = new RetryLoop(policy, Close);
        _observer = observer;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>How often something was tried again.</summary>
    public int Retries => _retry.Retries;

    /// <summary>Stops whatever is going on.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>
    /// The session: opened at its first use, and opened anew where an earlier failure has ended it. A failure on it is not retried by itself;
    /// see <see cref="Retry"/>.
    /// </summary>
    public ISourceSession Session
    {
        get
        {
            if (_session is { IsOpen: false })
            {
                Close();
            }

            return _session ??= _retry.Open(() => _open(Cancellation));
        }
    }

    /// <summary>Asks something of a session; on a new one when the old one is lost.</summary>
    /// <param name="question">Must be idempotent.</param>
    public T Execute<T>(Func<ISourceSession, T> question) => _retry.Run(() => question(Session), _observer.Warn, Cancellation);

    /// <summary>Describes the columns of a table, and checks that their types fit their roles.</summary>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, ColumnTypeNotSupported, PermissionDenied and the connection's own.</exception>
    public TableSchema Describe(TableSchema schema)
    {
        var described = Execute(s => s.Describe(schema, Cancellation));
        foreach (var column in described.Columns)
        {
            if (column.FindMisfit() is { } wanted)
            {
                throw SourceErrors.ColumnTypeNotSupported(schema.Table, column.Name, column.Type!.Name, wanted);
            }
        }

        return described;
    }

    /// <summary>Asks again, on a new session, what <paramref name="cause"/> has ended.</summary>
    /// <exception cref="SyncException">As <see cref="RetryLoop.RunAgain"/>.</exception>
    public T Retry<T>(SyncException cause, Func<T> question) => _retry.RunAgain(cause, question, _observer.Warn, Cancellation);

    /// <summary>Ends whatever is going on, from any thread.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Closes the session, if one is open.</summary>
    public void Dispose()
    {
        Close();
        _stop.Dispose();
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }
}
