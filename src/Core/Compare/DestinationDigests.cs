namespace RedshiftSync;

/// <summary>The destination's side of a comparison, retried when its connection is lost.</summary>
/// <param name="destination">The destination, prepared or inspected.</param>
/// <param name="digests">Creates the digests of an open session.</param>
/// <param name="warn">Receives a warning for each further attempt.</param>
/// <param name="cancellation">Cancels each operation.</param>
internal sealed class DestinationDigests(
    ReconnectingDestination destination,
    Func<IDestination, IDestinationDigests> digests,
    Action<string> warn,
    CancellationToken cancellation)
    : IDestinationDigests
{
    private IDestination? _session;
    private IDestinationDigests? _current;

    public long EstimateSize(CancellationToken cancellation) => Execute(() => _current!.EstimateSize(cancellation));

    public long CountRows(CancellationToken cancellation) => Execute(() => _current!.CountRows(cancellation));

    public BucketSums Summarize(int buckets, CancellationToken cancellation) => Execute(() => _current!.Summarize(buckets, cancellation));

    public IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation) => _current!.ReadRows(filter, cancellation);

    public T Execute<T>(Func<T> read) => destination.Execute(
        d =>
        {
            if (d != _session)
            {
                (_session, _current) = (d, digests(d));
            }

            return read();
        },
        warn,
        cancellation);
}
