using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>timestamp without a zone. Values of a cursor column become points in time by the declared zone.</summary>
internal sealed class TimestampCodec : TimeCodec
{
    public override ImmutableArray<uint> Oids => [1114];

    public override ImmutableArray<string> Names => ["timestamp without time zone", "timestamp"];

    public override ColumnKind Kind => ColumnKind.Timestamp;

    public override WireProbe Probe { get; } = new(
        "CAST('2024-02-29 12:34:56.789012' AS timestamp)", new DateTime(2024, 2, 29, 12, 34, 56, 789).AddMicroseconds(12));

    public override string CanonicalText(string value, ColumnType type) => $"to_char({value}, 'YYYY-MM-DD HH24:MI:SS.US')";

    public override ColumnCodec AsCursor => ColumnCodecs.TimestampWithZone;
}
