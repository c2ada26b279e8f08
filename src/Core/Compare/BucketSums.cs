namespace RedshiftSync;

/// <summary>How many rows of one side are in each bucket, and the sums of their digests.</summary>
/// <param name="buckets">The number of buckets.</param>
internal sealed class BucketSums(int buckets)
{
    private readonly long[] _counts = new long[buckets];
    private readonly ulong[] _sums = new ulong[buckets];

    /// <summary>How many buckets have rows.</summary>
    public int Filled { get; private set; }

    /// <summary>Whether there are rows without a time.</summary>
    public bool HasNullCursor { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="bucket">Their bucket.</param>
    /// <param name="count">How many.</param>
    /// <param name="timed">How many of them have a time.</param>
    /// <param name="sum">The sum of their digests, modulo 2^64.</param>
    public void Add(int bucket, long count, long timed, ulong sum)
    {
        Filled += _counts[bucket] == 0 ? 1 : 0;
        HasNullCursor |= timed < count;
        _counts[bucket] += count;
        _sums[bucket] += sum;
    }

    /// <summary>The buckets in which two sides differ.</summary>
    public BucketFilter FindDifferences(BucketSums other) =>
        BucketFilter.Of(buckets, bucket => _counts[bucket] != other._counts[bucket] || _sums[bucket] != other._sums[bucket]);
}
