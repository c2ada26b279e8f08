namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Writes the canonical texts of stored values into a buffer.</summary>
/// <param name="times">Converts times into the values of the source's cursor column.</param>
internal sealed class SqliteCanonicalText(LocalTimes times)
{
    private readonly byte[] _buffer = new byte[ColumnCodec.MaxCanonicalWidth];

    /// <summary>Reads the canonical text of a value that is not NULL.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="text">Receives the text, which is valid until the next call.</param>
    /// <returns>
    /// False for a value that the source's type does not have, and where <see cref="ColumnCodec.IsComparedAsText"/>.
    /// </returns>
    public bool TryRead(SqliteStatement row, Column column, out ReadOnlySpan<byte> text)
    {
        var length = column.Codec.IsComparedAsText ? null : Write(row.GetValue(column.Ordinal), column);
        text = _buffer.AsSpan(0, length ?? 0);
        return length is not null;
    }

    private int? Write(in StoredValue value, Column column)
    {
        if (!column.IsCursor || column.Codec is not TimeCodec)
        {
            return column.Codec.WriteCanonical(value, column.Type!, _buffer);
        }

        if (!TimeCodec.TryParse(value, out var utc))
        {
            return null;
        }

        TimeCodec.WriteTime(times.FromUtc(utc), _buffer);
        return TimeCodec.CanonicalLength;
    }
}
