namespace RedshiftSync;

/// <summary>How messages and notes name a row.</summary>
internal static class RowName
{
    /// <summary>The key, or the cursor value where the key is NULL. Never the content.</summary>
    public static string Of(TableSchema schema, KeyValue? key, CursorValue? cursorValue) =>
        key is { } known ? $"{schema.Key.Name} {known}"
        : cursorValue is { } value ? $"{schema.Key.Name} NULL, {schema.Cursor.Name} {value}"
        : $"{schema.Key.Name} NULL";
}
