namespace RedshiftSync.RedshiftEmulator.Sessions;

/// <summary>Gives rows out in another order than they came in. In batches, so that memory stays flat.</summary>
internal sealed class RowShuffler(int seed)
{
    private const int Batch = 2048;

    private readonly List<(int Start, int Length)> _rows = [];
    private Random _random = new(seed);
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <returns>True when it is time to give them out.</returns>
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

    public void GiveOut(Wire.MessageWriter writer)
    {
        var order = Enumerable.Range(0, _rows.Count).ToArray();
        _random.Shuffle(order);

        // Chance may put them as they were: two rows would be seen in order every other time.
        var turn = order.Length > 1 && order[0] == 0 ? 1 : 0;
        for (var i = 0; i < order.Length; i++)
        {
            var (start, length) = _rows[order[(i + turn) % order.Length]];
            writer.Append(_bytes.AsSpan(start, length));
        }

        _rows.Clear();
        _length = 0;
    }

    /// <summary>The next result is shuffled as this one was: the same rows come in the same order.</summary>
    public void Restart() => _random = new Random(seed);
}
