using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>smallint, integer and bigint, all packed as 64 bits.</summary>
internal sealed class IntegerCodec : ColumnCodec
{
    public override ImmutableArray<uint> Oids => [20, 21, 23];

    public override ImmutableArray<string> Names => ["smallint", "integer", "bigint", "int2", "int4", "int8"];

    public override ColumnKind Kind => ColumnKind.WholeNumber;

    public override bool CanBeKey => true;

    public override int Width => sizeof(long);

    public override string CanonicalText(string value) => $"CAST({value} AS varchar(20))";

    public override object? Read(IRowReader row, Column column) => row.IsNull(column.Ordinal) ? null : row.GetInt64(column.Ordinal);

    // Avoids an allocation for the most common kind of key.
    public override KeyValue? ReadKey(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : KeyValue.FromInt64(row.GetInt64(column.Ordinal));

    public override bool CanBeCursor => true;

    public override CursorKind CursorKind => CursorKind.Integer;

    public override CursorValue? ReadCursor(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : CursorValue.OfInteger(row.GetInt64(column.Ordinal));

    public override CursorValue? UnpackCursor(in PackedRow row, Column column) =>
        row.IsNull(column) ? null : CursorValue.OfInteger(row.GetInt64(column));

    public override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        target.WriteInt64(at, row.GetInt64(column.Ordinal));
        return true;
    }

    public override object Unpack(in PackedRow row, Column column) => row.GetInt64(column);
}
