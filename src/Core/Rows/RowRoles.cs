namespace RedshiftSync;

/// <summary>Reads the key and the cursor value of rows.</summary>
/// <param name="schema">The table, described.</param>
internal sealed class RowRoles(TableSchema schema)
{
    private readonly Column[] _key = [.. schema.KeyColumns];
    private readonly ColumnCodec[] _codecs = [.. schema.KeyColumns.Select(c => c.Codec)];
    private readonly Column _cursor = schema.Cursor;
    private readonly ColumnCodec _cursorCodec = schema.Cursor.Codec;

    /// <summary>The key of the current row; null where a part of it is NULL, and without parts in a table without a key.</summary>
    /// <exception cref="UnreadableValueException">A part cannot be represented.</exception>
    public KeyValue? ReadKey(IRowReader row) =>
        _key.Length == 1 ? _codecs[0].ReadKey(row, _key[0]) : _key.Length == 0 ? KeyValue.None : ReadParts(row);

    /// <summary>The value of the cursor column as stored; null for NULL.</summary>
    /// <exception cref="UnreadableValueException">The value cannot be represented.</exception>
    public CursorValue? ReadCursor(IRowReader row) => _cursorCodec.ReadCursor(row, _cursor);

    /// <summary>The first column of the key that is NULL in the current row.</summary>
    public Column FindNullPart(IRowReader row) => _key.First(c => row.IsNull(c.Ordinal));

    private KeyValue? ReadParts(IRowReader row)
    {
        var parts = new object[_key.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (_codecs[i].ReadKeyPart(row, _key[i]) is not { } part)
            {
                return null;
            }

            parts[i] = part;
        }

        return KeyValue.Of([.. parts]);
    }
}
