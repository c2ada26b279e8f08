namespace RedshiftSync;

/// <summary>How messages and notes name a row.</summary>
internal static class RowName
{
    /// <summary>The key, or the cursor value where the key is NULL. Never the content.</summary>
    public static string Of(TableSchema schema, KeyValue? key, CursorValue? cursorValue) =>
        !schema.HasKey ? $"{schema.Cursor.Name} {cursorValue?.ToString() ?? "NULL"}"
        : key is { } known ? $"{NameOf(schema)} {known}"
        : cursorValue is { } value ? $"{NameOf(schema)} NULL, {schema.Cursor.Name} {value}"
        : $"{NameOf(schema)} NULL";

    private static string NameOf(TableSchema schema) => string.Join('/', schema.KeyColumns.Select(c => c.Name));
}
