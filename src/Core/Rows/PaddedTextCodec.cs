using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>
/// char, which the server pads with blanks. They mean nothing, so values and keys come without them; <see cref="Utf8Codec.ReadText"/> and
/// packed rows keep them.
/// </summary>
internal sealed class PaddedTextCodec : Utf8Codec
{
    public override ImmutableArray<uint> Oids => [1042];

    public override ImmutableArray<string> Names => ["character", "char", "bpchar"];

    public override ColumnKind Kind => ColumnKind.PaddedText;

    public override bool IsComparedAsText => true;

    public override WireProbe Probe { get; } = new("CAST('a b' AS char(8))", "a b");

    public override string CanonicalText(string value, ColumnType type) => $"rtrim({value})";

    public override string? ReadValue(IRowReader row, Column column) => ReadText(row, column)?.TrimEnd(' ');

    public override ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> text) => text.TrimEnd((byte)' ');
}
