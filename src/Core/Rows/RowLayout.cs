using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// Where a packed row has what: first a bit for each column, set for NULL; then a place of fixed width for each column; then texts. Made
/// once a run.
/// </summary>
internal sealed class RowLayout
{
    private readonly TableSchema _schema;
    private readonly int[] _offsets;

    /// <summary>Lays out the rows of a table.</summary>
    /// <param name="schema">The table, described.</param>
    public RowLayout(TableSchema schema)
    {
        _schema = schema;
        _offsets = new int[schema.Columns.Length];
        NullLength = (schema.Columns.Length + 7) / 8;
        FixedLength = NullLength;
        foreach (var column in schema.Columns)
        {
            _offsets[column.Ordinal] = FixedLength;
            FixedLength += column.StoredCodec.Width;
        }
    }

    /// <summary>How many bytes a row has for what is NULL.</summary>
    public int NullLength { get; }

    /// <summary>How many bytes a row has before its texts.</summary>
    public int FixedLength { get; }

    /// <summary>The place of a column's value from the beginning of a row.</summary>
    public int OffsetOf(Column column) => _offsets[column.Ordinal];

    /// <summary>The place of a column's bit for NULL: a byte from the beginning of a row, and the bit in it.</summary>
    public static (int At, byte Mask) NullBitOf(Column column) => (column.Ordinal / 8, (byte)(1 << (column.Ordinal % 8)));

    /// <summary>The key of a row.</summary>
    public KeyValue KeyOf(in PackedRow row)
    {
        var parts = ImmutableArray.CreateBuilder<object>(_schema.KeyColumns.Length);
        foreach (var column in _schema.KeyColumns)
        {
            parts.Add(column.StoredCodec.Unpack(row, column));
        }

        return KeyValue.Of(parts.MoveToImmutable());
    }

    /// <summary>The value of a row's cursor column in UTC; null for NULL.</summary>
    public DateTime? CursorOf(in PackedRow row) => TimeCodec.UnpackTime(row, _schema.Cursor);
}
