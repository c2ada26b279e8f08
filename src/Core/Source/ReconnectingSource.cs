namespace RedshiftSync;

/// <summary>
/// The source as one command uses it: a session that is opened at its first use, and opened again, after a pause, when it is lost. Not for
/// more than one thread at a time, but for <see cref="Stop"/>.
/// </summary>
internal sealed class ReconnectingSource : IDisposable
{
    private readonly Func<CancellationToken, ISourceSession> _open;
    private readonly RetryPolicy _policy;
    private readonly IRunObserver _observer;
    private readonly CancellationTokenSource _stop;
    private ISourceSession? _session;

    /// <summary>Nothing is opened yet.</summary>
    /// <param name="open">Opens a session; asked for fresh credentials each time.</param>
    /// <param name="rule">How stubborn to be.</param>
    /// <param name="observer">Told of each attempt.</param>
    /// <param name="cancellation">Stops whatever is going on.</param>
    public ReconnectingSource(Func<CancellationToken, ISourceSession> open, RetryPolicy rule, IRunObserver observer, CancellationToken cancellation)
    {
        _open = open;
        _policy = rule;
        _observer = observer;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>How often something was tried again.</summary>
    public int Retries { get; private set; }

    /// <summary>Stops whatever is going on.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>The session, opened at its first use, and opened anew where an earlier failure has ended it. What fails on it is not tried again.</summary>
    public ISourceSession Session
    {
        get
        {
            if (_session is { IsOpen: false })
            {
                Close();
            }

            return _session ??= _open(Cancellation);
        }
    }

    /// <summary>Asks something of a session; on a new one when the old one is lost.</summary>
    /// <param name="question">It must bear to be asked again.</param>
    public T Execute<T>(Func<ISourceSession, T> question) => _policy.Run(() => question(Session), Reset, _observer.Warn, Cancellation);

    /// <summary>Asks on a new session, because <paramref name="cause"/> ended the old one.</summary>
    /// <exception cref="SyncException">As <see cref="RetryPolicy.RunAgain"/>.</exception>
    public T Retry<T>(SyncException cause, Func<T> question) => _policy.RunAgain(cause, question, Reset, _observer.Warn, Cancellation);

    /// <summary>Ends whatever is going on, from any thread.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Closes the session, if one is open.</summary>
    public void Dispose()
    {
        Close();
        _stop.Dispose();
    }

    private void Reset()
    {
        Close();
        Retries++;
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }
}
