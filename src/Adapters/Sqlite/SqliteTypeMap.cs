namespace RedshiftSync.Adapters.Sqlite;

/// <summary>How SQLite holds the types of the source.</summary>
internal static class SqliteTypeMap
{
    // A numeric column turns '007' into 7. A time in ISO form is never taken for a number, so DATETIME will do.
    private const string ChangesText = "does not keep text as it is";

    private static readonly SqliteType Integer = new(
        "INTEGER",
        [SqliteAffinity.Integer],
        "does not keep whole numbers",
        static (to, index, in row, column) => to.Bind(index, row.GetInt64(column)));

    private static readonly SqliteType Text = new(
        "TEXT",
        [SqliteAffinity.Text, SqliteAffinity.None],
        ChangesText,
        static (to, index, in row, column) => to.BindUtf8(index, row.GetBytes(column).Span));

    private static readonly SqliteType TimestampWithZone = new(
        "TEXT",
        [SqliteAffinity.Text, SqliteAffinity.None, SqliteAffinity.Numeric],
        ChangesText,
        static (to, index, in row, column) => BindTime(to, index, row, column, IsoTimestamp.Length));

    private static readonly SqliteType Timestamp = TimestampWithZone with
    {
        Bind = static (to, index, in row, column) => BindTime(to, index, row, column, IsoTimestamp.LengthWithoutZone),
    };

    /// <summary>How the values of a column are held.</summary>
    public static SqliteType Of(Column column) => column.StoredCodec switch
    {
        IntegerCodec => Integer,
        TextCodec or PaddedTextCodec => Text,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        var codec => throw new NotSupportedException($"SQLite has no type for {codec.Names[0]}."),
    };

    private static void BindTime(SqliteStatement to, int index, in PackedRow row, Column column, int length)
    {
        Span<byte> text = stackalloc byte[IsoTimestamp.Length];
        IsoTimestamp.Write(RawTimestamp.Nearest(row.GetInt64(column)), text);
        to.BindUtf8(index, text[..length]);
    }
}

/// <summary>Binds a value that is not NULL to a parameter of a statement.</summary>
internal delegate void SqliteBinder(SqliteStatement to, int index, in PackedRow row, Column column);

/// <summary>How SQLite holds a type.</summary>
/// <param name="Declaration">The declared type of a new column.</param>
/// <param name="Affinities">The affinities of existing columns that keep the values as they are.</param>
/// <param name="Misfit">What is wrong with a column of another affinity.</param>
/// <param name="Bind">Binds a value.</param>
internal sealed record SqliteType(string Declaration, SqliteAffinity[] Affinities, string Misfit, SqliteBinder Bind);
