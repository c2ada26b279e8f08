namespace RedshiftSync;

/// <summary>The type of a column.</summary>
/// <param name="Name">The type as the server names it.</param>
/// <param name="Codec">What the module knows of the type; null where it does not carry it.</param>
internal sealed record ColumnType(string Name, ColumnCodec? Codec)
{
    /// <summary>The declared length of a text; null for none, and where it is not known.</summary>
    public int? Length { get; init; }

    /// <summary>What a column of the type is good for.</summary>
    public ColumnKind Kind => Codec?.Kind ?? ColumnKind.Other;

    /// <summary>The type by the name that the servers' catalogs have for it.</summary>
    /// <param name="name">For example <c>timestamp without time zone</c>.</param>
    public static ColumnType Named(string name) => new(name, ColumnCodecs.Find(name));

    /// <summary>The type by its OID.</summary>
    /// <param name="oid">The server's number for it.</param>
    /// <param name="name">The type as the server names it.</param>
    public static ColumnType Of(uint oid, string name) => new(name, ColumnCodecs.Find(oid));
}
