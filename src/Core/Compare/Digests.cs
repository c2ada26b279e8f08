namespace RedshiftSync;

/// <summary>One side of a comparison: digests of its rows, summed up by the database that holds them, so that few bytes travel.</summary>
internal interface IDigestReader
{
    /// <summary>The smallest and the largest key, and the number of rows.</summary>
    KeyExtent ReadExtent(CancellationToken cancellation);

    /// <summary>Counts and sums of the rows in certain ranges, by buckets of one width.</summary>
    /// <param name="ranges">Whose rows: ranges of one width, which their distances are multiples of.</param>
    /// <param name="origin">Where the first bucket begins; not above any of the ranges.</param>
    /// <param name="width">How many keys fall into a bucket.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>One for each bucket that has rows, in no order.</returns>
    IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation);

    /// <summary>The digests of the single rows in certain ranges, in no order.</summary>
    /// <param name="ranges">As for the sums.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation);
}

/// <summary>What a digest is made of.</summary>
internal enum DigestKind
{
    /// <summary>The key alone: tells which rows are there.</summary>
    Key,

    /// <summary>Key, texts and time: tells whether they are the same.</summary>
    Content,
}

/// <summary>A span of keys, both ends included.</summary>
/// <param name="First">The smallest.</param>
/// <param name="Last">The largest.</param>
internal readonly record struct KeyRange(long First, long Last);

/// <summary>How far the keys of a table reach.</summary>
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
/// <param name="Timestamp">The time as the column holds it, to tell the newest of several rows of one key; null without one.</param>
internal readonly record struct RowDigest(long Key, long Part1, long Part2, DateTime? Timestamp);
