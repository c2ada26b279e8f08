namespace RedshiftSync;

/// <summary>
/// One side of a comparison. A row's bucket is a hash of its key, and its digest a hash of the compared content. The database that contains
/// the rows computes both if it can, so that few bytes are transferred. Each member scans the table once.
/// </summary>
internal interface IDigestReader
{
    /// <summary>Counts and sums the rows of each bucket.</summary>
    /// <param name="buckets">The number of buckets.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    BucketSums Summarize(int buckets, CancellationToken cancellation);

    /// <summary>Streams the rows of the given buckets, in the order of the buckets.</summary>
    /// <param name="filter">The buckets to read.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation);

    /// <summary>Runs an action that reads rows, and retries it on a new connection after the old one is lost.</summary>
    /// <param name="read">Must be idempotent.</param>
    T Execute<T>(Func<T> read) => read();
}

/// <summary>The destination's side of a comparison.</summary>
internal interface IDestinationDigests : IDigestReader
{
    /// <summary>Estimates the size of the rows in bytes, without a scan.</summary>
    long EstimateSize(CancellationToken cancellation);

    /// <summary>Counts the rows.</summary>
    long CountRows(CancellationToken cancellation);
}

/// <summary>The content of digests.</summary>
internal enum DigestKind
{
    /// <summary>The key alone: shows which rows exist.</summary>
    Key,

    /// <summary>All columns: shows whether rows are equal.</summary>
    Content,
}

/// <summary>The digest of one row.</summary>
/// <param name="Bucket">The row's bucket.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Digest">60 bits of the hash of the compared content.</param>
internal readonly record struct RowDigest(int Bucket, KeyValue Key, long Digest)
{
    /// <summary>
    /// A number in whose order the cursor values of the source's column are sorted, to find the newest row if a key repeats; null for NULL.
    /// </summary>
    public long? Cursor { get; init; }

    /// <summary>
    /// Whether the row is only known to exist: a row of the source that the destination does not claim to have, for example because it
    /// changed after the checkpoint, or a row of the destination before the compared span.
    /// </summary>
    public bool IsUnclaimed { get; init; }
}
