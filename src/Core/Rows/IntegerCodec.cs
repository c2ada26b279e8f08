using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>smallint, integer or bigint. All are packed as 64 bits, and parts of a key have 64 bits.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <param name="oid">The OID of the type.</param>
/// <param name="names">The names of the type in the servers' catalogs.</param>
internal sealed class IntegerCodec<T>(uint oid, params ImmutableArray<string> names) : ColumnCodec<T?>
    where T : struct, IBinaryInteger<T>
{
    private const long ProbeValue = -1234567890123456789;

    public override ImmutableArray<uint> Oids { get; } = [oid];

    public override ImmutableArray<string> Names => names;

    public override ColumnKind Kind => ColumnKind.WholeNumber;

    public override bool CanBeKey => true;

    public override bool CanBeCursor => true;

    public override int Width => sizeof(long);

    // No byte equals another.
    public override WireProbe Probe { get; } = new(
        string.Create(CultureInfo.InvariantCulture, $"CAST('{T.CreateTruncating(ProbeValue)}' AS {names[0]})"),
        T.CreateTruncating(ProbeValue));

    public override int? CanonicalWidth(ColumnType type) => "-9223372036854775808".Length;

    public override string CanonicalText(string value, ColumnType type) => $"CAST({value} AS varchar(20))";

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) =>
        value.Kind == StoredKind.Integer && value.Integer.TryFormat(to, out var length, provider: CultureInfo.InvariantCulture)
            ? length
            : null;

    public override string CursorOrder(string value) => $"CAST({value} AS bigint)";

    public override T? ReadValue(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : T.CreateChecked(row.GetInt64(column.Ordinal));

    public override object? ReadKeyPart(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : row.GetInt64(column.Ordinal);

    // Avoids an allocation for the most common kind of key.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override KeyValue? ReadKey(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : KeyValue.FromInt64(row.GetInt64(column.Ordinal));

    public override CursorKind CursorKind => CursorKind.Integer;

    public override CursorValue? ReadCursor(IRowReader row, Column column) =>
        row.IsNull(column.Ordinal) ? null : CursorValue.OfInteger(row.GetInt64(column.Ordinal));

    public override CursorValue? UnpackCursor(in PackedRow row, Column column) =>
        row.IsNull(column) ? null : CursorValue.OfInteger(row.GetInt64(column));

    public override object? AdaptKeyPart(object part) =>
        part is string text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null
            : part;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (row.IsNull(column.Ordinal))
        {
            return false;
        }

        target.WriteInt64(at, row.GetInt64(column.Ordinal));
        return true;
    }

    public override object UnpackKeyPart(in PackedRow row, Column column) => row.GetInt64(column);
}
