namespace RedshiftSync;

/// <summary>
/// Keeps the memory of a run the same everywhere: the runtime lets garbage grow to about the size of the processor's cache, which may be
/// a few megabytes or hundreds. Rows that have passed are cheap to collect, since nothing holds them.
/// </summary>
internal sealed class GarbageLimit
{
    private const long Limit = 16 * 1024 * 1024;

    // Asking costs about as much as a tenth of a row.
    private const int RowsPerCheck = 256;

    private int _rows;
    private long _allocated = GC.GetTotalAllocatedBytes();
    private int _collections = GC.CollectionCount(0);

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
        if (GC.CollectionCount(0) == _collections && GC.GetTotalAllocatedBytes() - _allocated > Limit)
        {
            GC.Collect(0);
        }

        if (GC.CollectionCount(0) != _collections)
        {
            _collections = GC.CollectionCount(0);
            _allocated = GC.GetTotalAllocatedBytes();
        }
    }
}
