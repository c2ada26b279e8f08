using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>timestamp without a zone. As the cursor, it is a point in time once the zone of the column is known.</summary>
internal sealed class TimestampCodec : TimeCodec
{
    public override ImmutableArray<uint> Oids => [1114];

    public override ImmutableArray<string> Names => ["timestamp without time zone", "timestamp"];

    public override ColumnKind Kind => ColumnKind.Timestamp;

    public override string CanonicalText(string value) => $"to_char({value}, 'YYYY-MM-DD HH24:MI:SS.US')";

    public override ColumnCodec AsCursor => ColumnCodecs.TimestampWithZone;
}
