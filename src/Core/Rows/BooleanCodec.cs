using System.Collections.Immutable;
using System.Text;

namespace RedshiftSync;

/// <summary>boolean, packed as 0 or 1.</summary>
internal sealed class BooleanCodec : ColumnCodec<bool?>
{
    public override ImmutableArray<uint> Oids => [16];

    public override ImmutableArray<string> Names => ["boolean", "bool"];

    public override ColumnKind Kind => ColumnKind.Boolean;

    public override bool CanBeKey => true;

    public override int Width => sizeof(long);

    public override WireProbe Probe { get; } = new("CAST('true' AS boolean)", true);

    public override int? CanonicalWidth(ColumnType type) => "false".Length;

    public override string CanonicalText(string value, ColumnType type) =>
        $"CASE WHEN {value} THEN 'true' WHEN NOT {value} THEN 'false' END";

    public override int? WriteCanonical(in StoredValue value, ColumnType type, Span<byte> to) =>
        value is { Kind: StoredKind.Integer, Integer: 0 or 1 } ? Encoding.ASCII.GetBytes(KeyPartOf(value.Integer == 1), to) : null;

    public override bool? ReadValue(IRowReader row, Column column) => row.IsNull(column.Ordinal) ? null : row.GetBoolean(column.Ordinal);

    public override object? ReadKeyPart(IRowReader row, Column column) => ReadValue(row, column) is { } value ? KeyPartOf(value) : null;

    public override object? AdaptKeyPart(object part) =>
        part is string text && bool.TryParse(text, out var value) ? KeyPartOf(value) : null;

    public override bool Pack(IRowReader row, Column column, RowBuffers target, int at)
    {
        if (ReadValue(row, column) is not { } value)
        {
            return false;
        }

        target.WriteInt64(at, value ? 1 : 0);
        return true;
    }

    public override object UnpackKeyPart(in PackedRow row, Column column) => KeyPartOf(row.GetInt64(column) != 0);

    private static string KeyPartOf(bool value) => value ? "true" : "false";
}
