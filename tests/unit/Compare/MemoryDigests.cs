using System.Text;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>A row in memory.</summary>
internal sealed record MemoryRow(long Key, string? Name = "x", DateTime? Timestamp = null);

/// <summary>One side of a comparison, in memory: answers as a database does and counts queries and results.</summary>
internal sealed class MemoryDigests(IEnumerable<MemoryRow> rows, DigestKind kind = DigestKind.Content) : IDigestReader
{
    private readonly RowDigest[] _rows = [.. rows.OrderBy(r => r.Key).Select(r => Digest(r, kind))];

    /// <summary>How many numbers this side has returned.</summary>
    public long Answers { get; private set; }

    /// <summary>The most rows in one answer.</summary>
    public int LargestAnswer { get; private set; }

    public int Statements { get; private set; }

    /// <summary>Called before each answer; may throw, or stop the comparison.</summary>
    public Action? OnAsked { get; set; }

    public KeyExtent ReadExtent(CancellationToken cancellation) =>
        _rows.Length == 0 ? new(null, 0) : new(new(_rows[0].Key, _rows[^1].Key), _rows.Length);

    public IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation) => Answer(
        Within(ranges, cancellation)
            .GroupBy(r => Bucket(r.Key, origin, width))
            .Select(g => new BucketSummary(g.Key, g.Count(), g.Sum(r => r.Part1), g.Sum(r => r.Part2))));

    public IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation) => Answer(Within(ranges, cancellation));

    // As on a server: an overflow is an error, and rows have no defined order.
    private static long Bucket(long key, long origin, long width)
    {
        Assert.True(key >= origin);
        return checked((key - origin) / width);
    }

    private List<T> Answer<T>(IEnumerable<T> rows)
    {
        List<T> answer = [.. rows.Reverse()];
        Answers += answer.Count;
        LargestAnswer = Math.Max(LargestAnswer, answer.Count);
        return answer;
    }

    private IEnumerable<RowDigest> Within(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation)
    {
        Statements++;
        OnAsked?.Invoke();
        cancellation.ThrowIfCancellationRequested();
        Assert.All(ranges, r => Assert.True(r.First <= r.Last));

        // A row is counted once even if it meets several conditions: ranges must not overlap.
        var ordered = ranges.OrderBy(r => r.First).ToArray();
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First));
        return ordered.SelectMany(range => _rows.Skip(FindFirst(range.First)).TakeWhile(r => r.Key <= range.Last));
    }

    private int FindFirst(long key)
    {
        var (low, high) = (0, _rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _rows[middle].Key < key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static RowDigest Digest(MemoryRow row, DigestKind kind)
    {
        var hash = new RowHash(kind);
        hash.Start(row.Key);
        hash.Add(Encoding.UTF8.GetBytes(row.Name ?? ""), row.Name is null);
        var (part1, part2) = hash.Finish(row.Timestamp);
        return new RowDigest(row.Key, part1, part2, row.Timestamp);
    }
}
