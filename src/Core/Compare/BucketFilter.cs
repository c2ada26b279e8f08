using System.Collections;

namespace RedshiftSync;

/// <summary>Some of the buckets of a comparison.</summary>
internal sealed class BucketFilter
{
    // A longer list would cost the servers more than the rows of the buckets that it leaves out.
    private const int MaxListed = 5000;

    private readonly BitArray _wanted;

    private BucketFilter(BitArray wanted, IReadOnlyList<int> all, int first)
    {
        _wanted = wanted;
        All = all;
        First = first;
    }

    /// <summary>The number of buckets that rows are distributed to.</summary>
    public int Total => _wanted.Length;

    /// <summary>All that are wanted, in order.</summary>
    public IReadOnlyList<int> All { get; }

    /// <summary>From which bucket on rows are read.</summary>
    public int First { get; }

    /// <summary>The buckets to list in a statement; null where there are too many: then all are read, and the reader leaves some out.</summary>
    public IReadOnlyList<int>? Listed => All.Count <= MaxListed ? [.. All.Where(bucket => bucket >= First)] : null;

    /// <summary>The buckets that meet a condition.</summary>
    public static BucketFilter Of(int total, Func<int, bool> isWanted)
    {
        var wanted = new BitArray(total);
        var all = new List<int>();
        for (var bucket = 0; bucket < total; bucket++)
        {
            if (isWanted(bucket))
            {
                wanted[bucket] = true;
                all.Add(bucket);
            }
        }

        return new(wanted, all, 0);
    }

    /// <summary>The same buckets without those before one.</summary>
    public BucketFilter From(int first) => new(_wanted, All, first);

    /// <summary>Whether the rows of a bucket are wanted.</summary>
    public bool Contains(int bucket) => bucket >= First && _wanted[bucket];
}
