namespace RedshiftSync;

/// <summary>Packs rows for a destination, many into one buffer, each value by the codec of its column.</summary>
internal sealed class RowEncoder
{
    private readonly RowLayout _layout;
    private readonly Column[] _columns;
    private readonly ColumnCodec[] _codecs;
    private readonly int[] _offsets;
    private readonly Column _cursor;
    private readonly int _cursorOffset;
    private readonly byte[] _nulls;

    /// <summary>Prepares packing.</summary>
    /// <param name="schema">The table, described.</param>
    public RowEncoder(TableSchema schema)
    {
        _layout = new RowLayout(schema);
        _cursor = schema.Cursor;
        _cursorOffset = _layout.OffsetOf(_cursor);
        _columns = [.. schema.Columns.Where(c => !c.IsCursor)];
        _codecs = [.. _columns.Select(c => c.StoredCodec)];
        _offsets = [.. _columns.Select(_layout.OffsetOf)];
        _nulls = new byte[_layout.NullLength];
    }

    /// <summary>The buffers that the rows are in.</summary>
    public RowBuffers Buffers { get; } = new();

    /// <summary>Packs the current row of a reader.</summary>
    /// <param name="row">The row.</param>
    /// <param name="key">Its key.</param>
    /// <param name="cursorValue">The value of its cursor column in UTC, which is packed instead of the value at the source; null for NULL.</param>
    /// <exception cref="UnreadableValueException">A value cannot be represented.</exception>
    public PackedRow Pack(IRowReader row, KeyValue key, DateTime? cursorValue)
    {
        Buffers.Begin(_layout.FixedLength);
        Array.Clear(_nulls);
        for (var i = 0; i < _codecs.Length; i++)
        {
            if (!_codecs[i].Pack(row, _columns[i], Buffers, _offsets[i]))
            {
                SetNull(_columns[i]);
            }
        }

        if (!TimeCodec.PackTime(cursorValue, Buffers, _cursorOffset))
        {
            SetNull(_cursor);
        }

        Buffers.Write(0, _nulls);
        return Buffers.End(_layout);
    }

    private void SetNull(Column column)
    {
        var (at, mask) = RowLayout.NullBitOf(column);
        _nulls[at] |= mask;
    }
}
