namespace RedshiftSync.UnitTests.Rows;

internal static class PackedRowExtensions
{
    /// <summary>A text of a packed row; null for NULL.</summary>
    public static string? TextOf(this PackedRow row, Column column) => (string?)row.ValueOf(column);

    /// <summary>A value of a packed row; null for NULL.</summary>
    public static object? ValueOf(this PackedRow row, Column column) => row.IsNull(column) ? null : column.StoredCodec switch
    {
        TimeCodec => TimeCodec.UnpackTime(row, column),
        Utf8Codec or NumericCodec or DateCodec => Utf8Codec.UnpackText(row, column),
        BooleanCodec => row.GetInt64(column) != 0,
        DoubleCodec => BitConverter.Int64BitsToDouble(row.GetInt64(column)),
        RealCodec => (float)BitConverter.Int64BitsToDouble(row.GetInt64(column)),
        var codec => codec.UnpackKeyPart(row, column),
    };
}
