namespace RedshiftSync;

/// <summary>
/// The source of one command. It opens a session at its first use, and another one, after a pause, when a session is lost. Not thread-safe,
/// except for <see cref="Stop"/>.
/// </summary>
internal sealed class ReconnectingSource : IDisposable
{
    private readonly Func<CancellationToken, ISourceSession> _open;
    private readonly RetryLoop _retry;
    private readonly IRunObserver _observer;
    private readonly CancellationTokenSource _stop;
    private ISourceSession? _session;

    /// <summary>Creates a source, which opens its session at the first use.</summary>
    /// <param name="open">Opens a session; asks for fresh credentials each time.</param>
    /// <param name="policy">How long a transient failure is retried.</param>
    /// <param name="observer">Receives a warning for each further attempt.</param>
    /// <param name="cancellation">Cancels every operation.</param>
    public ReconnectingSource(
        Func<CancellationToken, ISourceSession> open, RetryPolicy policy, IRunObserver observer, CancellationToken cancellation)
    {
        _open = open;
        _retry = new RetryLoop(policy, Close);
        _observer = observer;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>The number of retries.</summary>
    public int Retries => _retry.Retries;

    /// <summary>Cancels every operation of the source.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>
    /// The session, opened at its first use and opened again after a failure has ended it. A failure of its members is not retried; see
    /// <see cref="Retry"/>.
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

    /// <summary>Executes an action on the session, and retries it on a new session after the old one is lost.</summary>
    /// <param name="action">Must be idempotent.</param>
    public T Execute<T>(Func<ISourceSession, T> action) => _retry.Run(() => action(Session), _observer.Warn, Cancellation);

    /// <summary>
    /// Describes the columns of a table, unless they are described already, and checks that their types fit their roles.
    /// </summary>
    /// <exception cref="SyncException">TableNotFound, ColumnNotFound, ColumnTypeNotSupported, PermissionDenied, and errors of the
    /// connection.</exception>
    public TableSchema Describe(TableSchema schema)
    {
        var described = schema.IsDescribed ? schema : Execute(s => s.Describe(schema, Cancellation));
        foreach (var column in described.Columns)
        {
            if (column.FindMisfit() is { } wanted)
            {
                throw SourceErrors.ColumnTypeNotSupported(schema.Table, column.Name, column.Type!.Name, wanted);
            }
        }

        return described;
    }

    /// <summary>Checks the forms of values before anything that was read from the table leads to a message or a decision.</summary>
    /// <exception cref="SyncException">WireFormatChanged, and errors of the connection.</exception>
    /// <returns>The same schema.</returns>
    public TableSchema CheckFormats(TableSchema schema) => Execute(
        s =>
        {
            s.CheckFormats(schema, Cancellation);
            return schema;
        });

    /// <summary>Retries an action that failed with <paramref name="cause"/>, on a new session.</summary>
    /// <exception cref="SyncException">As <see cref="RetryLoop.RunAgain"/>.</exception>
    public T Retry<T>(SyncException cause, Func<T> action) => _retry.RunAgain(cause, action, _observer.Warn, Cancellation);

    /// <summary>Cancels every operation. Can be called from any thread.</summary>
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
