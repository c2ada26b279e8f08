using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>char, which the server pads with blanks. The blanks are insignificant, but delivered as they are.</summary>
internal sealed class PaddedTextCodec : Utf8Codec
{
    public override ImmutableArray<uint> Oids => [1042];

    public override ImmutableArray<string> Names => ["character", "char", "bpchar"];

    public override ColumnKind Kind => ColumnKind.PaddedText;

    public override string CanonicalText(string value) => $"rtrim({value})";

    public override ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> text) => text.TrimEnd((byte)' ');
}
