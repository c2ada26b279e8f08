using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// The layout of a packed row: first a bit for each column, set for NULL; then a value of fixed width for each column; then texts. A run
/// has one layout.
/// </summary>
internal sealed class RowLayout
{
    private readonly TableSchema _schema;
    private readonly int[] _offsets;

    /// <summary>Creates the layout for the rows of a table.</summary>
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

    /// <summary>The number of bytes for the NULL bits.</summary>
    public int NullLength { get; }

    /// <summary>The number of bytes before the texts.</summary>
    public int FixedLength { get; }

    /// <summary>The offset of a column's value in a row.</summary>
    public int OffsetOf(Column column) => _offsets[column.Ordinal];

    /// <summary>The NULL bit of a column: the offset of its byte in a row, and the mask of the bit.</summary>
    public static (int At, byte Mask) NullBitOf(Column column) => (column.Ordinal / 8, (byte)(1 << (column.Ordinal % 8)));

    /// <summary>The key of a row.</summary>
    public KeyValue KeyOf(in PackedRow row)
    {
        var parts = ImmutableArray.CreateBuilder<object>(_schema.KeyColumns.Length);
        foreach (var column in _schema.KeyColumns)
        {
            parts.Add(column.StoredCodec.UnpackKeyPart(row, column));
        }

        return KeyValue.Of(parts.MoveToImmutable());
    }

    /// <summary>A row's cursor value, times in UTC; null for NULL.</summary>
    public CursorValue? CursorOf(in PackedRow row) => _schema.Cursor.StoredCodec.UnpackCursor(row, _schema.Cursor);
}
