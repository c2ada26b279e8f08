namespace RedshiftSync.Adapters.Sqlite;

/// <summary>Maps the types of the source to types of SQLite.</summary>
internal static class SqliteTypeMap
{
    // A numeric column converts '007' to 7. A time in ISO form is never converted to a number, so DATETIME is possible.
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

    /// <summary>Returns the type that stores the values of a column.</summary>
    /// <exception cref="SyncException">ColumnTypeNotSupported.</exception>
    public static SqliteType Of(Column column) => column.StoredCodec switch
    {
        { Kind: ColumnKind.WholeNumber } => Integer,
        TextCodec or PaddedTextCodec => Text,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        _ => throw SourceErrors.ColumnTypeNotStored("SQLite", column),
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

/// <summary>A type of SQLite that stores a type of the source.</summary>
/// <param name="Declaration">The declared type of a new column.</param>
/// <param name="Affinities">The affinities of existing columns that store the values unchanged.</param>
/// <param name="Misfit">The problem of a column of another affinity, as part of a message.</param>
/// <param name="Bind">Binds a value.</param>
internal sealed record SqliteType(string Declaration, SqliteAffinity[] Affinities, string Misfit, SqliteBinder Bind);
