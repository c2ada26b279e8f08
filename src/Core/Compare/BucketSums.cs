namespace RedshiftSync;

/// <summary>The number of rows in each bucket of one side, and the sums of their digests.</summary>
/// <param name="buckets">The number of buckets.</param>
internal sealed class BucketSums(int buckets)
{
    private readonly long[] _counts = new long[buckets];
    private readonly ulong[] _sums = new ulong[buckets];

    /// <summary>The number of buckets that have rows.</summary>
    public int Filled { get; private set; }

    /// <summary>Whether there are rows with a NULL cursor.</summary>
    public bool HasNullCursor { get; private set; }

    /// <summary>Adds rows to a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="withCursor">The number of rows with a cursor value.</param>
    /// <param name="sum">The sum of the rows' digests, modulo 2^64.</param>
    public void Add(int bucket, long count, long withCursor, ulong sum)
    {
        Filled += _counts[bucket] == 0 ? 1 : 0;
        HasNullCursor |= withCursor < count;
        _counts[bucket] += count;
        _sums[bucket] += sum;
    }

    /// <summary>Selects the buckets in which two sides differ.</summary>
    public BucketFilter FindDifferences(BucketSums other) =>
        BucketFilter.Of(buckets, bucket => _counts[bucket] != other._counts[bucket] || _sums[bucket] != other._sums[bucket]);
}
