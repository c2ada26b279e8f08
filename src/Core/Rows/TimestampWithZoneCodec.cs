using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>timestamptz, whose values are points in time.</summary>
internal sealed class TimestampWithZoneCodec : TimeCodec
{
    public override ImmutableArray<uint> Oids => [1184];

    public override ImmutableArray<string> Names => ["timestamp with time zone", "timestamptz"];

    public override ColumnKind Kind => ColumnKind.TimestampWithZone;

    public override string KeySuffix => "+00";

    public override WireProbe Probe { get; } = new(
        "CAST('2024-02-29 12:34:56.789012+02' AS timestamptz)", new DateTime(2024, 2, 29, 10, 34, 56, 789).AddMicroseconds(12));

    public override string CanonicalText(string value, ColumnType type) =>
        ColumnCodecs.Timestamp.CanonicalText($"({value} AT TIME ZONE 'UTC')", type);
}
