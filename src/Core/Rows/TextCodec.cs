using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>varchar and text.</summary>
internal sealed class TextCodec : Utf8Codec
{
    public override ImmutableArray<uint> Oids => [25, 1043];

    public override ImmutableArray<string> Names => ["character varying", "varchar", "text"];

    public override ColumnKind Kind => ColumnKind.Text;

    public override bool IsComparedAsText => true;

    public override WireProbe Probe { get; } = new("CAST('a b ' AS varchar(8))", "a b ");

    public override string CanonicalText(string value, ColumnType type) => value;
}
