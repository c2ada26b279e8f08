using System.Runtime.CompilerServices;

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

    // A key of one integer is not read twice: reading it takes a tenth of the time for a row.
    private readonly int? _integerKeyOffset;

    /// <summary>Creates an encoder for the rows of a table.</summary>
    /// <param name="schema">The table, described.</param>
    public RowEncoder(TableSchema schema)
    {
        _layout = new RowLayout(schema);
        _cursor = schema.Cursor;
        _cursorOffset = _layout.OffsetOf(_cursor);
        if (schema.KeyColumns is [{ Codec.Kind: ColumnKind.WholeNumber } integer])
        {
            _integerKeyOffset = _layout.OffsetOf(integer);
        }

        _columns = [.. schema.Columns.Where(c => !IsConverted(c) && (c.KeyPart is null || _integerKeyOffset is null))];
        _codecs = [.. _columns.Select(c => c.StoredCodec)];
        _offsets = [.. _columns.Select(_layout.OffsetOf)];
    }

    /// <summary>The buffers that contain the packed rows.</summary>
    public RowBuffers Buffers { get; } = new();

    /// <summary>Packs the current row of a reader.</summary>
    /// <param name="row">The row.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="cursorValue">
    /// The row's cursor value. A time is packed in UTC instead of the value at the source. Null for NULL.
    /// </param>
    /// <exception cref="UnreadableValueException">A value cannot be represented.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PackedRow Pack(IRowReader row, KeyValue key, CursorValue? cursorValue)
    {
        Buffers.Begin(_layout);
        if (_integerKeyOffset is { } offset)
        {
            Buffers.WriteInt64(offset, key.Integer!.Value);
        }

        for (var i = 0; i < _codecs.Length; i++)
        {
            if (!_codecs[i].Pack(row, _columns[i], Buffers, _offsets[i]))
            {
                Buffers.SetNull(_columns[i]);
            }
        }

        if (IsConverted(_cursor) && !TimeCodec.PackTime(cursorValue?.Time, Buffers, _cursorOffset))
        {
            Buffers.SetNull(_cursor);
        }

        return Buffers.End(_layout);
    }

    // The time of the cursor column is converted to UTC.
    private static bool IsConverted(Column column) => column.IsCursor && column.Codec is TimeCodec;
}
