namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Waits for the driver's asynchronous calls, because only they can be cancelled while the network is silent, and gives up on a server that
/// is silent for too long: the socket of a connection that died somewhere on the way can stay open for ever.
/// </summary>
internal sealed class SilenceGuard : IDisposable
{
    private readonly CancellationTokenSource _source;

    public SilenceGuard(CancellationToken cancellation)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>What the driver's calls are to be given.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>How long the silence lasted; null while it did not last too long.</summary>
    public TimeSpan? Silence { get; private set; }

    /// <param name="task">Made with <see cref="Token"/>.</param>
    /// <param name="limit">How long to wait; null or zero for ever.</param>
    public T Await<T>(Task<T> task, TimeSpan? limit)
    {
        if (!task.IsCompleted && limit is { } span && span > TimeSpan.Zero && Task.WaitAny([task], span) < 0)
        {
            Silence = span;
            _source.Cancel();
        }

        return task.GetAwaiter().GetResult();
    }

    public void Dispose() => _source.Dispose();
}
