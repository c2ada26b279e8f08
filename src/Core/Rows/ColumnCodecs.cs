using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>The types that the module supports.</summary>
internal static class ColumnCodecs
{
    /// <summary>smallint.</summary>
    public static readonly IntegerCodec<short> Smallint = new(21, "smallint", "int2");

    /// <summary>integer.</summary>
    public static readonly IntegerCodec<int> Integer = new(23, "integer", "int4");

    /// <summary>bigint.</summary>
    public static readonly IntegerCodec<long> Bigint = new(20, "bigint", "int8");

    /// <summary>varchar, text.</summary>
    public static readonly TextCodec Text = new();

    /// <summary>char.</summary>
    public static readonly PaddedTextCodec PaddedText = new();

    /// <summary>timestamp.</summary>
    public static readonly TimestampCodec Timestamp = new();

    /// <summary>timestamptz.</summary>
    public static readonly TimestampWithZoneCodec TimestampWithZone = new();

    private static readonly ImmutableArray<ColumnCodec> All = [Smallint, Integer, Bigint, Text, PaddedText, Timestamp, TimestampWithZone];

    /// <summary>Finds the codec of a type by its OID; null if the module does not support the type.</summary>
    public static ColumnCodec? Find(uint oid) => All.FirstOrDefault(codec => codec.Oids.Contains(oid));

    /// <summary>Finds the codec of a type by its name in the catalogs; null if the module does not support the type.</summary>
    public static ColumnCodec? Find(string name) => All.FirstOrDefault(codec => codec.Names.Contains(name));
}
