namespace RedshiftSync.RedshiftEmulator;

/// <summary>How a <see cref="RedshiftServer"/> differs from other clusters; can be changed while it runs.</summary>
public sealed record RedshiftQuirks
{
    /// <summary>
    /// The types whose values in binary format are wrong in every result, without an error, as after a changed wire format. Numerics are
    /// wrong on every cluster (docs/redshift.md, Type numbers).
    /// </summary>
    public BinaryTypes WrongBinary { get; init; } = BinaryTypes.Numerics;

    /// <summary>Whether the cluster has SHOW COLUMNS, SHOW TABLES and SHOW CONSTRAINTS; otherwise they are syntax errors.</summary>
    public bool HasShowCommands { get; init; } = true;

    /// <summary>Whether a missing relation is an error XX000 instead of 42P01.</summary>
    public bool MissingRelationIsInternalError { get; init; }
}

/// <summary>Groups of types, by their binary format.</summary>
[Flags]
public enum BinaryTypes
{
    /// <summary>No types.</summary>
    None = 0,

    /// <summary>smallint, integer, bigint.</summary>
    Integers = 1,

    /// <summary>real, double precision.</summary>
    Floats = 2,

    /// <summary>timestamp, with and without a time zone.</summary>
    Timestamps = 4,

    /// <summary>boolean.</summary>
    Booleans = 8,

    /// <summary>numeric.</summary>
    Numerics = 16,
}
