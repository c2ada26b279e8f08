namespace RedshiftSync;

/// <summary>
/// One side of a comparison. A row's bucket is a hash of its key, and its digest one of what is compared; both are made by the database that
/// contains the rows wherever it can, so that few bytes are transferred. Each member scans the table once.
/// </summary>
internal interface IDigestReader
{
    /// <summary>Counts and sums the rows of each bucket.</summary>
    /// <param name="buckets">The number of buckets.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    BucketSums Summarize(int buckets, CancellationToken cancellation);

    /// <summary>The rows of the given buckets in the order of the buckets, streamed.</summary>
    /// <param name="filter">Which buckets.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation);

    /// <summary>Runs an action that reads rows; again, on a new connection, when the old one is lost.</summary>
    /// <param name="read">Must be idempotent.</param>
    T Execute<T>(Func<T> read) => read();
}

/// <summary>The destination's side of a comparison.</summary>
internal interface IDestinationDigests : IDigestReader
{
    /// <summary>About how many bytes the rows take; found out without a scan.</summary>
    long EstimateSize(CancellationToken cancellation);

    /// <summary>How many rows there are.</summary>
    long CountRows(CancellationToken cancellation);
}

/// <summary>What a digest is computed from.</summary>
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
/// <param name="Digest">60 bits of the hash of what is compared.</param>
internal readonly record struct RowDigest(int Bucket, KeyValue Key, long Digest)
{
    /// <summary>The time as stored in the column, to find the newest row if a key repeats; null without a time.</summary>
    public DateTime? Timestamp { get; init; }

    /// <summary>
    /// Whether the row is only known to exist: a source's row that the destination does not claim to hold, because it changed after the
    /// checkpoint, for example.
    /// </summary>
    public bool IsUnclaimed { get; init; }
}
