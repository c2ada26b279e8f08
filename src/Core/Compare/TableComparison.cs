namespace RedshiftSync;

/// <summary>
/// Finds the keys in which two tables differ, with two scans of each at most. The first sums the digests of the rows by bucket; where all
/// sums agree, the tables are equal. The second streams the rows of all buckets that differ, from both sides in the order of the buckets,
/// so that a bucket is compared as soon as both have delivered it. Memory does not grow with the tables, even if every row differs.
/// </summary>
internal sealed class TableComparison
{
    // More buckets cost the transfer of more sums; fewer cost the transfer of more rows for each bucket that differs.
    private const long RowsPerBucket = 32;
    private const long BytesPerRow = 100;
    private const int MinBuckets = 4096;
    private const int MaxBuckets = 131_072;

    private readonly IDestinationDigests _destination;
    private readonly Func<BucketSums, IDigestReader> _source;
    private readonly CancellationToken _cancellation;

    /// <summary>Creates a comparison; <see cref="Run"/> reads the tables.</summary>
    /// <param name="source">Creates the side of the source of truth, given the sums of the destination.</param>
    /// <param name="destination">The destination to compare; both sides compute the same kind of digests.</param>
    /// <param name="cancellation">Cancels the comparison.</param>
    public TableComparison(Func<BucketSums, IDigestReader> source, IDestinationDigests destination, CancellationToken cancellation)
    {
        _source = source;
        _destination = destination;
        _cancellation = cancellation;
    }

    /// <summary>The number of digests and sums read from both sides.</summary>
    public long DigestsRead { get; private set; }

    /// <summary>The differences, in no particular order of keys.</summary>
    public IEnumerable<KeyDifference> Run()
    {
        var buckets = CountBuckets(_destination.EstimateSize(_cancellation));
        var here = _destination.Summarize(buckets, _cancellation);
        var source = _source(here);
        var there = source.Summarize(buckets, _cancellation);
        var sums = DigestsRead = here.Filled + there.Filled;
        var unequal = here.FindDifferences(there);
        using var hereRows = new BucketRows(_destination, unequal, _cancellation);
        using var thereRows = new BucketRows(source, unequal, _cancellation);
        foreach (var bucket in unequal.All)
        {
            // The destination is always read before the source, so that rows which another sync adds meanwhile exist at the source.
            var streams = hereRows.Streams;
            var rows = hereRows.Read(bucket);
            if (hereRows.Streams > streams)
            {
                thereRows.Restart();
            }

            var differences = Compare(thereRows.Read(bucket), rows);
            DigestsRead = sums + hereRows.RowsRead + thereRows.RowsRead;
            foreach (var difference in differences)
            {
                yield return difference;
            }
        }
    }

    // The next power of two, so that small changes of the estimate have no effect.
    private static int CountBuckets(long size) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(size / BytesPerRow / RowsPerBucket, MinBuckets, MaxBuckets));

    private static List<KeyDifference> Compare(IReadOnlyList<RowDigest> there, IReadOnlyList<RowDigest> here)
    {
        var (thereByKey, hereByKey) = (there.ToLookup(r => r.Key), here.ToLookup(r => r.Key));
        return
        [
            .. thereByKey.Select(g => g.Key).Union(hereByKey.Select(g => g.Key))
                .Select(key => Compare(key, thereByKey[key], hereByKey[key]))
                .OfType<KeyDifference>(),
        ];
    }

    // If a key repeats, the destination may have any of the newest rows.
    private static KeyDifference? Compare(KeyValue key, IEnumerable<RowDigest> there, IEnumerable<RowDigest> here)
    {
        var claimed = there.Where(r => !r.IsUnclaimed).ToArray();
        if (claimed.Length == 0)
        {
            return there.Any() || here.All(r => r.IsUnclaimed) ? null : new(key, DifferenceKind.Surplus);
        }

        var newest = claimed.Max(r => r.Cursor);
        return !here.Any() ? new(key, DifferenceKind.Missing)
            : here.All(h => claimed.Any(r => r.Cursor == newest && r.Digest == h.Digest)) ? null
            : new(key, DifferenceKind.Stale);
    }
}

/// <summary>A key in which a destination differs from its source.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">How it differs.</param>
internal sealed record KeyDifference(KeyValue Key, DifferenceKind Kind);

/// <summary>How a destination's row differs from its source's.</summary>
public enum DifferenceKind
{
    /// <summary>Only the source has the row.</summary>
    Missing,

    /// <summary>Both have the row, with different content.</summary>
    Stale,

    /// <summary>Only the destination has the row.</summary>
    Surplus,
}
