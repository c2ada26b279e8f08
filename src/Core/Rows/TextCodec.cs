using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>varchar and text.</summary>
internal sealed class TextCodec : Utf8Codec
{
    public override ImmutableArray<uint> Oids => [25, 1043];

    public override ImmutableArray<string> Names => ["character varying", "varchar", "text"];

    public override ColumnKind Kind => ColumnKind.Text;

    public override string CanonicalText(string value) => value;
}
