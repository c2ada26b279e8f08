namespace RedshiftSync;

/// <summary>
/// One side of a comparison: digests of its rows, summed by the database that contains them, so that few bytes are transferred.
/// </summary>
internal interface IDigestReader
{
    /// <summary>The smallest and the largest key, and the number of rows.</summary>
    KeyExtent ReadExtent(CancellationToken cancellation);

    /// <summary>Counts and sums of the rows in the given ranges, by buckets of equal width.</summary>
    /// <param name="ranges">Ranges of equal width, at distances that are multiples of the width.</param>
    /// <param name="origin">The first key of the first bucket; not above any of the ranges.</param>
    /// <param name="width">The number of keys per bucket.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>One for each bucket that has rows, in no order.</returns>
    IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation);

    /// <summary>The digests of single rows in the given ranges, in no order.</summary>
    /// <param name="ranges">As for the sums.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation);
}

/// <summary>What a digest is computed from.</summary>
internal enum DigestKind
{
    /// <summary>The key alone: shows which rows exist.</summary>
    Key,

    /// <summary>Key, texts and time: shows whether rows are equal.</summary>
    Content,
}

/// <summary>A span of keys, both ends included.</summary>
/// <param name="First">The smallest.</param>
/// <param name="Last">The largest.</param>
internal readonly record struct KeyRange(long First, long Last);

/// <summary>The range of the keys of a table.</summary>
/// <param name="Range">From the smallest to the largest; null without rows.</param>
/// <param name="Count">How many rows there are.</param>
internal sealed record KeyExtent(KeyRange? Range, long Count);

/// <summary>The rows of one bucket.</summary>
/// <param name="Bucket">Its number.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Sum1">The sum of the digests' first parts.</param>
/// <param name="Sum2">The sum of the digests' second parts.</param>
internal readonly record struct BucketSummary(long Bucket, long Count, long Sum1, long Sum2);

/// <summary>The digest of one row: two parts of 32 bits, so that the sum of two thousand million of them fits into 64.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Part1">The first part.</param>
/// <param name="Part2">The second part.</param>
/// <param name="Timestamp">The time as stored in the column, to find the newest row if a key repeats; null without a time.</param>
internal readonly record struct RowDigest(long Key, long Part1, long Part2, DateTime? Timestamp);
