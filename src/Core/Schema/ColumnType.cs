namespace RedshiftSync;

/// <summary>The type of a column.</summary>
/// <param name="Name">The type as the server names it.</param>
/// <param name="Kind">What a column of the type can be used for.</param>
internal sealed record ColumnType(string Name, ColumnKind Kind)
{
    /// <summary>The type by the name that the servers' catalogs have for it.</summary>
    /// <param name="name">For example <c>timestamp without time zone</c>.</param>
    public static ColumnType Named(string name) => new(name, KindOf(name));

    private static ColumnKind KindOf(string name) => name switch
    {
        "smallint" or "integer" or "bigint" or "int2" or "int4" or "int8" => ColumnKind.WholeNumber,
        "character varying" or "varchar" or "text" => ColumnKind.Text,
        "character" or "char" or "bpchar" => ColumnKind.PaddedText,
        "timestamp without time zone" or "timestamp" => ColumnKind.Timestamp,
        "timestamp with time zone" or "timestamptz" => ColumnKind.TimestampWithZone,
        _ => ColumnKind.Other,
    };
}
