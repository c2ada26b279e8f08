namespace RedshiftSync;

/// <summary>The destination's side of a comparison, retried when its connection is lost.</summary>
/// <param name="destination">The destination, prepared or inspected.</param>
/// <param name="digests">The side of a comparison for the open session.</param>
/// <param name="warn">Receives a warning for each further attempt.</param>
internal sealed class DestinationDigests(ReconnectingDestination destination, Func<IDestination, IDigestReader> digests, Action<string> warn) : IDigestReader
{
    public KeyExtent ReadExtent(CancellationToken cancellation) => destination.Execute(d => digests(d).ReadExtent(cancellation), warn, cancellation);

    public IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation) =>
        destination.Execute(d => digests(d).Summarize(ranges, origin, width, cancellation), warn, cancellation);

    public IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation) =>
        destination.Execute(d => digests(d).ReadRows(ranges, cancellation), warn, cancellation);
}
