using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>A type whose values are delivered as the text that the server writes: time, super, geometry and others.</summary>
/// <param name="kind">What a column of the type can be used for.</param>
/// <param name="oids">The OIDs of the type.</param>
/// <param name="names">The names of the type in the servers' catalogs.</param>
internal class PlainTextCodec(ColumnKind kind, ImmutableArray<uint> oids, params ImmutableArray<string> names) : Utf8Codec
{
    public override ImmutableArray<uint> Oids => oids;

    public override ImmutableArray<string> Names => names;

    public override ColumnKind Kind => kind;

    public override bool IsText => true;

    // Redshift cannot write every value as a text in a statement, or not as it sends it (docs/redshift.md, Checksums).
    public override bool IsCompared => false;

    public override bool CanBeKey => false;

    public override bool IsKnown => oids.Length > 0;

    public override WireProbe? Probe => Constant;

    /// <summary>The constant to check; null for a type that PostgreSQL lacks, or whose text depends on settings.</summary>
    public WireProbe? Constant { get; init; }
}
