using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RedshiftSync;

/// <summary>The types of columns. A type that is not in this list is read as text.</summary>
internal static class ColumnCodecs
{
    /// <summary>smallint.</summary>
    public static readonly IntegerCodec<short> Smallint = new(21, "smallint", "int2");

    /// <summary>integer.</summary>
    public static readonly IntegerCodec<int> Integer = new(23, "integer", "int4");

    /// <summary>bigint.</summary>
    public static readonly IntegerCodec<long> Bigint = new(20, "bigint", "int8");

    /// <summary>numeric as a number.</summary>
    public static readonly NumericCodec Numeric = new();

    /// <summary>numeric as text, for values that .NET's decimal does not hold.</summary>
    public static readonly NumericTextCodec NumericText = new();

    /// <summary>real.</summary>
    public static readonly RealCodec Real = new();

    /// <summary>double precision.</summary>
    public static readonly DoubleCodec Double = new();

    /// <summary>boolean.</summary>
    public static readonly BooleanCodec Boolean = new();

    /// <summary>varchar, text.</summary>
    public static readonly TextCodec Text = new();

    /// <summary>char.</summary>
    public static readonly PaddedTextCodec PaddedText = new();

    /// <summary>date.</summary>
    public static readonly DateCodec Date = new();

    /// <summary>timestamp.</summary>
    public static readonly TimestampCodec Timestamp = new();

    /// <summary>timestamptz.</summary>
    public static readonly TimestampWithZoneCodec TimestampWithZone = new();

    /// <summary>time.</summary>
    public static readonly TimeOfDayCodec Time = new(hasZone: false, 1083, "time without time zone", "time")
    {
        Constant = new("CAST('12:34:56.789012' AS time)", "12:34:56.789012"),
    };

    /// <summary>timetz.</summary>
    public static readonly TimeOfDayCodec TimeWithZone = new(hasZone: true, 1266, "time with time zone", "timetz")
    {
        Constant = new("CAST('12:34:56.789012+00' AS timetz)", "12:34:56.789012+00"),
    };

    /// <summary>The types of intervals.</summary>
    public static readonly IntervalCodec Interval = new();

    /// <summary>super, as JSON.</summary>
    public static readonly PlainTextCodec Super = new(ColumnKind.Json, [4000], "super");

    /// <summary>varbyte, as hexadecimal digits.</summary>
    public static readonly PlainTextCodec Varbyte = new(ColumnKind.Binary, [6551], "varbyte", "binary varying");

    /// <summary>geometry, as hexadecimal EWKB.</summary>
    public static readonly PlainTextCodec Geometry = new(ColumnKind.Spatial, [3000, 3999], "geometry", "geometryhex");

    /// <summary>geography, as hexadecimal EWKB.</summary>
    public static readonly PlainTextCodec Geography = new(ColumnKind.Spatial, [3001], "geography");

    /// <summary>hllsketch.</summary>
    public static readonly PlainTextCodec Sketch = new(ColumnKind.Other, [2935], "hllsketch");

    /// <summary>Any type that is not in the list.</summary>
    public static readonly PlainTextCodec Other = new(ColumnKind.Other, []);

    private static readonly ImmutableArray<ColumnCodec> All =
    [
        Smallint, Integer, Bigint, Numeric, Real, Double, Boolean, Text, PaddedText, Date, Timestamp, TimestampWithZone, Time, TimeWithZone,
        Interval, Super, Varbyte, Geometry, Geography, Sketch,
    ];

    private static readonly FrozenDictionary<uint, ColumnCodec> ByOid =
        All.SelectMany(codec => codec.Oids, KeyValuePair.Create).ToFrozenDictionary(p => p.Value, p => p.Key);

    private static readonly FrozenDictionary<string, ColumnCodec> ByName =
        All.SelectMany(codec => codec.Names, KeyValuePair.Create).ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>Finds the codec of a type by its OID; <see cref="Other"/> if the module does not know the type.</summary>
    public static ColumnCodec Find(uint oid) => ByOid.GetValueOrDefault(oid, Other);

    /// <summary>Finds the codec of a type by its name in the catalogs; <see cref="Other"/> if the module does not know the type.</summary>
    public static ColumnCodec Find(string name) => ByName.GetValueOrDefault(name, Other);
}
