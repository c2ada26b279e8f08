namespace RedshiftSync;

/// <summary>
/// Keeps the memory of a run the same everywhere: the runtime lets garbage grow to about the size of the processor's cache, which may be
/// a few megabytes or hundreds. Rows that have passed are cheap to collect, since nothing holds them.
/// </summary>
/// <param name="limit">How many bytes of garbage there may be.</param>
internal sealed class GarbageLimit(long limit)
{
    /// <summary>Where other commands leave garbage, too, and a lot of it: collecting more often would take time.</summary>
    public const long OfPipeline = 16 * Megabyte;

    /// <summary>Where hardly any is left, so that it would grow for millions of rows, or where batches take memory already.</summary>
    public const long OfBatches = 4 * Megabyte;

    private const long Megabyte = 1024 * 1024;

    // Asking costs about as much as a tenth of a row.
    private const int RowsPerCheck = 256;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(5);

    private int _rows;
    private int _collections = GC.CollectionCount(0);

    // What a new process has needed to start up is still there.
    private long _allocated = GC.CollectionCount(0) == 0 ? 0 : GC.GetTotalAllocatedBytes();

    /// <summary>Collects once enough was allocated since the last collection, be it here, in the driver or in what the rows are piped to.</summary>
    /// <param name="rows">How many rows have passed since the last call.</param>
    public void Pass(int rows)
    {
        _rows += rows;
        if (_rows < RowsPerCheck)
        {
            return;
        }

        _rows = 0;
        Check();
    }

    /// <summary>Collects meanwhile, as long as somebody else is at work and no rows pass here.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Watch() => new Timer(_ => Check(), null, WatchInterval, WatchInterval);

    // From two threads at once, it would collect once too often at worst.
    private void Check()
    {
        if (GC.CollectionCount(0) == _collections && GC.GetTotalAllocatedBytes() - _allocated > limit)
        {
            Collect();
        }

        if (GC.CollectionCount(0) != _collections)
        {
            _collections = GC.CollectionCount(0);
            _allocated = GC.GetTotalAllocatedBytes();
        }
    }

    // Nothing was ever collected: then there are a few megabytes in use, in the memory of all that starting up took. It is given back.
    private static void Collect()
    {
        if (GC.CollectionCount(0) == 0)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        else
        {
            GC.Collect(0);
        }
    }
}
