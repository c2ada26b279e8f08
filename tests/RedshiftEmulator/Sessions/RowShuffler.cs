namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Reorders rows, in batches, so that memory use stays constant.</summary>
internal sealed class RowShuffler(int seed)
{
    private const int Batch = 2048;

    private readonly List<(int Start, int Length)> _rows = [];
    private Random _random = new(seed);
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <returns>True when the batch is full.</returns>
    public bool Add(ReadOnlySpan<byte> row)
    {
        if (_length + row.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + row.Length, _bytes.Length * 2));
        }

        row.CopyTo(_bytes.AsSpan(_length));
        _rows.Add((_length, row.Length));
        _length += row.Length;
        return _rows.Count == Batch;
    }

    public void Flush(Wire.MessageWriter writer)
    {
        var order = Enumerable.Range(0, _rows.Count).ToArray();
        _random.Shuffle(order);

        // A random order can be the original one: two rows would keep theirs every other time.
        var turn = order.Length > 1 && order[0] == 0 ? 1 : 0;
        for (var i = 0; i < order.Length; i++)
        {
            var (start, length) = _rows[order[(i + turn) % order.Length]];
            writer.Append(_bytes.AsSpan(start, length));
        }

        _rows.Clear();
        _length = 0;
    }

    /// <summary>Resets the order, so that the same rows of the next result get the same order.</summary>
    public void Restart() => _random = new Random(seed);
}
