using System.Globalization;

namespace RedshiftSync;

/// <summary>How messages and notes name a row: never by its content.</summary>
internal static class RowName
{
    private const string Null = "NULL";
    private const string Unreadable = "(unreadable)";

    /// <summary>The key of a row that could be read, or the cursor value in a table without a key.</summary>
    public static string Of(TableSchema schema, KeyValue key, CursorValue? cursorValue) =>
        schema.HasKey ? $"{NameOf(schema)} {key}" : $"{schema.Cursor.Name} {cursorValue?.ToString() ?? Null}";

    /// <summary>
    /// The key of a row that cannot be represented and, unless the key is complete, its cursor value. Only NULL is called NULL.
    /// </summary>
    /// <param name="schema">The table.</param>
    /// <param name="row">The row.</param>
    /// <param name="readCursor">Reads the cursor value in UTC.</param>
    public static string Of(TableSchema schema, IRowReader row, Func<CursorValue?> readCursor)
    {
        var parts = schema.KeyColumns.Select(column => TextOf(() => column.Codec.ReadKeyPart(row, column))).ToList();
        var key = $"{NameOf(schema)} {string.Join('/', parts)}";
        return schema.HasKey && !parts.Contains(Null) && !parts.Contains(Unreadable)
            ? key
            : $"{(schema.HasKey ? $"{key}, " : "")}{schema.Cursor.Name} {TextOf(() => readCursor())}";
    }

    private static string TextOf(Func<object?> read)
    {
        try
        {
            return read() is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value}") : Null;
        }
        catch (UnreadableValueException)
        {
            return Unreadable;
        }
    }

    private static string NameOf(TableSchema schema) => string.Join('/', schema.KeyColumns.Select(c => c.Name));
}
