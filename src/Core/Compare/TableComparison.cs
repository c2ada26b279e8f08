using System.Numerics;

namespace RedshiftSync;

/// <summary>
/// Finds the keys in which two tables differ. Each database sums the digests of its rows by ranges of the key; only ranges that differ are
/// split further, down to a few rows. A thousand sums are enough to compare a hundred million equal rows.
/// </summary>
internal sealed class TableComparison
{
    // The number of buckets of the first round, of rows to compare one by one, and of rows per range after a split.
    private const long FirstBuckets = 1024;
    private const long SmallEnough = 64;
    private const long AimedAt = 32;

    // Limits of one statement. A server may read the whole table for each, so a statement requests much, but never more than fits into
    // memory.
    private const int RangesPerStatement = 1024;
    private const long SumsPerStatement = 50_000;
    private const long RowsPerStatement = 10_000;

    private readonly IDigestReader _source;
    private readonly IDigestReader _destination;
    private readonly CancellationToken _cancellation;

    /// <summary>Creates a comparison; <see cref="Run"/> reads the tables.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="destination">The destination to compare; both sides compute the same kind of digests.</param>
    /// <param name="cancellation">Cancels the comparison.</param>
    public TableComparison(IDigestReader source, IDigestReader destination, CancellationToken cancellation)
    {
        _source = source;
        _destination = destination;
        _cancellation = cancellation;
    }

    /// <summary>The number of digests and sums read from both sides.</summary>
    public long DigestsRead { get; private set; }

    /// <summary>The differences, found range by range.</summary>
    public IEnumerable<KeyDifference> Run()
    {
        foreach (var range in WholeRange())
        {
            var width = WidthOf(range);
            foreach (var difference in Refine([range], range.First, width, FirstBuckets))
            {
                yield return difference;
            }
        }
    }

    // Split at zero: the distance between two keys then always fits into a bigint.
    private IEnumerable<KeyRange> WholeRange()
    {
        KeyRange?[] ranges = [_source.ReadExtent(_cancellation).Range, _destination.ReadExtent(_cancellation).Range];
        var known = ranges.OfType<KeyRange>().ToArray();
        if (known.Length == 0)
        {
            return [];
        }

        var whole = new KeyRange(known.Min(r => r.First), known.Max(r => r.Last));
        return whole.First < 0 && whole.Last >= 0 ? [whole with { Last = -1 }, whole with { First = 0 }] : [whole];
    }

    private static long WidthOf(KeyRange range) =>
        (long)BitOperations.RoundUpToPowerOf2((((ulong)range.Last - (ulong)range.First) / FirstBuckets) + 1);

    private IEnumerable<KeyDifference> Refine(IReadOnlyList<KeyRange> ranges, long origin, long width, long parts)
    {
        foreach (var some in ranges.Chunk((int)Math.Clamp(SumsPerStatement / parts, 1, RangesPerStatement)))
        {
            var unequal = FindUnequal(some, origin, width).ToLookup(b => width == 1 || b.Rows <= (b.IsOneSided ? RowsPerStatement : SmallEnough));
            foreach (var difference in Portions(unequal[true]).SelectMany(LookAtRows))
            {
                yield return difference;
            }

            // Widths are powers of two, so that the buckets of each round fit into those of the previous one.
            var large = unequal[false].ToArray();
            if (large.Length > 0)
            {
                var finer = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(large.Max(b => b.Rows) / AimedAt, 2, FirstBuckets));
                foreach (var difference in Refine([.. large.Select(b => b.Range)], origin, Math.Max(width / finer, 1), finer))
                {
                    yield return difference;
                }
            }
        }
    }

    // Few enough ranges to keep the answer small, however much differs.
    private static IEnumerable<KeyRange[]> Portions(IEnumerable<Unequal> ranges)
    {
        var portion = new List<KeyRange>();
        var rows = 0L;
        foreach (var range in ranges)
        {
            if (portion.Count == RangesPerStatement || (portion.Count > 0 && rows + range.Rows > RowsPerStatement))
            {
                yield return [.. portion];
                portion.Clear();
                rows = 0;
            }

            portion.Add(range.Range);
            rows += range.Rows;
        }

        if (portion.Count > 0)
        {
            yield return [.. portion];
        }
    }

    private List<Unequal> FindUnequal(KeyRange[] ranges, long origin, long width)
    {
        var there = Summarize(_source, ranges, origin, width);
        var here = Summarize(_destination, ranges, origin, width);
        return
        [
            .. there.Keys.Union(here.Keys).Order()
                .Select(bucket => (Bucket: bucket, There: there.GetValueOrDefault(bucket), Here: here.GetValueOrDefault(bucket)))
                .Where(b => (b.There.Count, b.There.Sum1, b.There.Sum2) != (b.Here.Count, b.Here.Sum1, b.Here.Sum2))
                .Select(b => new Unequal(RangeOf(b.Bucket), Math.Max(b.There.Count, b.Here.Count), b.There.Count == 0 || b.Here.Count == 0)),
        ];

        KeyRange RangeOf(long bucket)
        {
            // The last bucket may exceed the range of bigint; an overflowed end would be less than the start.
            var first = origin + (bucket * width);
            var last = unchecked(first + width - 1);
            return new(first, last < first ? long.MaxValue : last);
        }
    }

    private Dictionary<long, BucketSummary> Summarize(IDigestReader side, KeyRange[] ranges, long origin, long width)
    {
        var summaries = side.Summarize(ranges, origin, width, _cancellation);
        DigestsRead += summaries.Count;
        return summaries.ToDictionary(s => s.Bucket);
    }

    private List<KeyDifference> LookAtRows(KeyRange[] ranges)
    {
        var there = ReadRows(_source, ranges).ToLookup(r => r.Key);
        var here = ReadRows(_destination, ranges).ToLookup(r => r.Key);
        return
        [
            .. there.Select(g => g.Key).Union(here.Select(g => g.Key)).Order()
                .Select(key => Compare(key, there[key], here[key]))
                .OfType<KeyDifference>(),
        ];
    }

    private IReadOnlyList<RowDigest> ReadRows(IDigestReader side, KeyRange[] ranges)
    {
        var rows = side.ReadRows(ranges, _cancellation);
        DigestsRead += rows.Count;
        return rows;
    }

    // If a key repeats, the newest row counts; any of several equally new ones.
    private static KeyDifference? Compare(long key, IEnumerable<RowDigest> there, IEnumerable<RowDigest> here)
    {
        var newest = there.Max(r => r.Timestamp);
        var wanted = there.Where(r => r.Timestamp == newest).ToArray();
        if (wanted.Length == 0)
        {
            return new(key, DifferenceKind.Surplus);
        }

        return !here.Any() ? new(key, DifferenceKind.Missing)
            : here.All(h => wanted.Any(w => w.Part1 == h.Part1 && w.Part2 == h.Part2)) ? null
            : new(key, DifferenceKind.Stale);
    }

    private sealed record Unequal(KeyRange Range, long Rows, bool IsOneSided);
}

/// <summary>A key in which a destination differs from its source.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">How it differs.</param>
internal sealed record KeyDifference(long Key, DifferenceKind Kind);

/// <summary>How a destination's row differs from its source's.</summary>
public enum DifferenceKind
{
    /// <summary>The source has it, the destination does not.</summary>
    Missing,

    /// <summary>Both have it, with different content.</summary>
    Stale,

    /// <summary>The destination has it, the source does not.</summary>
    Surplus,
}
