using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>A type whose values are delivered as the text that the server writes: time, super, geometry and others.</summary>
/// <param name="kind">What a column of the type can be used for.</param>
/// <param name="oids">The OIDs of the type.</param>
/// <param name="names">The names of the type in the servers' catalogs.</param>
internal sealed class PlainTextCodec(ColumnKind kind, ImmutableArray<uint> oids, params ImmutableArray<string> names) : Utf8Codec
{
    public override ImmutableArray<uint> Oids => oids;

    public override ImmutableArray<string> Names => names;

    public override ColumnKind Kind => kind;

    public override bool IsText => true;

    public override bool CanBeKey => CanBePartOfKey;

    /// <summary>Whether a column of the type can be a part of a key.</summary>
    public bool CanBePartOfKey { get; init; }

    public override bool IsKnown => oids.Length > 0;

    public override WireProbe? Probe => Constant;

    /// <summary>The constant to check; null for a type that PostgreSQL lacks, or whose text depends on settings.</summary>
    public WireProbe? Constant { get; init; }
}
