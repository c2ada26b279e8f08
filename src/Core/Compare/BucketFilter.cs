using System.Collections;

namespace RedshiftSync;

/// <summary>A selection of the buckets of a comparison.</summary>
internal sealed class BucketFilter
{
    // A longer list costs the servers more than the rows of the buckets that it omits.
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

    /// <summary>The selected buckets, in order.</summary>
    public IReadOnlyList<int> All { get; }

    /// <summary>The first bucket whose rows are read.</summary>
    public int First { get; }

    /// <summary>
    /// The buckets to list in a statement; null if there are too many. Then the statement reads all buckets and the reader skips the
    /// others.
    /// </summary>
    public IReadOnlyList<int>? Listed => All.Count <= MaxListed ? [.. All.Where(bucket => bucket >= First)] : null;

    /// <summary>Selects the buckets that meet a condition.</summary>
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

    /// <summary>Returns the selection without the buckets before one.</summary>
    public BucketFilter From(int first) => new(_wanted, All, first);

    /// <summary>Whether the rows of a bucket are selected.</summary>
    public bool Contains(int bucket) => bucket >= First && _wanted[bucket];
}
