namespace RedshiftSync;

/// <summary>What columns are good for, by the names that the servers' catalogs have for their types.</summary>
internal static class ColumnTypes
{
    /// <summary>What a column of a type can be used for.</summary>
    /// <param name="typeName">For example <c>timestamp without time zone</c>.</param>
    public static ColumnKind KindOf(string typeName) => typeName switch
    {
        "smallint" or "integer" or "bigint" or "int2" or "int4" or "int8" => ColumnKind.WholeNumber,
        "character varying" or "varchar" or "text" => ColumnKind.Text,
        "character" or "char" or "bpchar" => ColumnKind.PaddedText,
        "timestamp without time zone" or "timestamp" => ColumnKind.Timestamp,
        "timestamp with time zone" or "timestamptz" => ColumnKind.TimestampWithZone,
        _ => ColumnKind.Other,
    };
}
