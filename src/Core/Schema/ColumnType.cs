namespace RedshiftSync;

/// <summary>The type of a column.</summary>
/// <param name="Name">The type as the server names it.</param>
/// <param name="Codec">The codec of the values.</param>
internal sealed record ColumnType(string Name, ColumnCodec Codec)
{
    /// <summary>The declared length of a text; null if there is none or it is not known.</summary>
    public int? Length { get; init; }

    /// <summary>The type's OID; null if it was found by name.</summary>
    public uint? Oid { get; init; }

    /// <summary>The declared number of digits of a numeric; null if there is none or it is not known.</summary>
    public int? Precision { get; init; }

    /// <summary>The declared number of digits after the point; null if there is none or it is not known.</summary>
    public int? Scale { get; init; }

    /// <summary>What a column of the type can be used for.</summary>
    public ColumnKind Kind => Codec.Kind;

    /// <summary>Returns the type with values as text if it is numeric, otherwise the type itself.</summary>
    public ColumnType NumericAsText() => Codec is NumericCodec ? this with { Codec = ColumnCodecs.NumericText } : this;

    /// <summary>Finds a type by its name in the servers' catalogs.</summary>
    /// <param name="name">For example <c>timestamp without time zone</c>.</param>
    public static ColumnType Named(string name) => new(name, ColumnCodecs.Find(name));

    /// <summary>Finds a type by its OID.</summary>
    /// <param name="oid">The type's OID.</param>
    /// <param name="name">The type as the server names it.</param>
    public static ColumnType Of(uint oid, string name) => new(name, ColumnCodecs.Find(oid)) { Oid = oid };
}
