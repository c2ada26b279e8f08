namespace RedshiftSync.Adapters.Sqlite;

/// <summary>
/// Maps the types of the source to types of SQLite, which store each value exactly: as a number where SQLite's numbers hold all digits,
/// otherwise as the source's text (about_RedshiftSync_Tables, Types).
/// </summary>
internal static class SqliteTypeMap
{
    // A 64-bit integer holds all numbers of so many digits, and a double all decimal fractions of so many.
    private const int IntegerDigits = 18;
    private const int DoubleDigits = 15;

    // A numeric column converts '007' to 7. A time in ISO form is never converted to a number, so DATETIME is possible.
    private const string ChangesText = "does not keep text as it is";
    private const string ChangesNumbers = "does not keep numbers as they are";

    private static readonly SqliteType Integer = new(
        "INTEGER",
        [SqliteAffinity.Integer],
        "does not keep whole numbers",
        static (to, index, in row, column) => to.Bind(index, row.GetInt64(column)));

    private static readonly SqliteType Text = new(
        "TEXT", [SqliteAffinity.Text, SqliteAffinity.None], ChangesText, BindText);

    private static readonly SqliteType Date = Text with { Affinities = [.. Text.Affinities, SqliteAffinity.Numeric] };

    private static readonly SqliteType PaddedText = Text with
    {
        Bind = static (to, index, in row, column) => to.BindUtf8(index, ((Utf8Codec)column.Codec).Canonical(row.GetBytes(column).Span)),
    };

    private static readonly SqliteType LongNumeric = Text with { Misfit = "does not keep all digits of a number" };

    // The column converts the digits to a number.
    private static readonly SqliteType ShortNumeric = new(
        "NUMERIC",
        [SqliteAffinity.Numeric, SqliteAffinity.Integer, SqliteAffinity.Real, SqliteAffinity.Text, SqliteAffinity.None],
        ChangesNumbers,
        BindText);

    private static readonly SqliteType WholeNumeric = ShortNumeric with
    {
        Declaration = "INTEGER",
        Affinities = [SqliteAffinity.Integer, SqliteAffinity.Numeric, SqliteAffinity.Text, SqliteAffinity.None],
    };

    private static readonly SqliteType Double = new(
        "REAL",
        [SqliteAffinity.Real, SqliteAffinity.Numeric, SqliteAffinity.None],
        ChangesNumbers,
        static (to, index, in row, column) => BindDouble(to, index, BitConverter.Int64BitsToDouble(row.GetInt64(column))));

    private static readonly SqliteType Real = Double with
    {
        Bind = static (to, index, in row, column) =>
            BindDouble(to, index, ShortestDouble.Of((float)BitConverter.Int64BitsToDouble(row.GetInt64(column)))),
    };

    private static readonly SqliteType Boolean = Integer with
    {
        Affinities = [SqliteAffinity.Integer, SqliteAffinity.Numeric, SqliteAffinity.None],
        OfKeyPart = static part => part is "true" ? 1L : 0L,
    };

    private static readonly SqliteType TimestampWithZone = new(
        "TEXT",
        [SqliteAffinity.Text, SqliteAffinity.None, SqliteAffinity.Numeric],
        ChangesText,
        static (to, index, in row, column) => BindTime(to, index, row, column, IsoTimestamp.Length))
    {
        OfKeyPart = static part => $"{IsoOf(part)}Z",
    };

    private static readonly SqliteType Timestamp = TimestampWithZone with
    {
        Bind = static (to, index, in row, column) => BindTime(to, index, row, column, IsoTimestamp.LengthWithoutZone),
        OfKeyPart = IsoOf,
    };

    /// <summary>Returns the type that stores the values of a column.</summary>
    public static SqliteType Of(Column column) => column.StoredCodec switch
    {
        { Kind: ColumnKind.WholeNumber } => Integer,
        { Kind: ColumnKind.Numeric } => OfNumeric(column.Type!),
        RealCodec => Real,
        DoubleCodec => Double,
        BooleanCodec => Boolean,
        PaddedTextCodec => PaddedText,
        DateCodec => Date,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        _ => Text,
    };

    private static SqliteType OfNumeric(ColumnType type) => type switch
    {
        { Precision: <= IntegerDigits, Scale: 0 } => WholeNumeric,
        { Precision: <= DoubleDigits } => ShortNumeric,
        _ => LongNumeric,
    };

    private static void BindText(SqliteStatement to, int index, in PackedRow row, Column column) =>
        to.BindUtf8(index, row.GetBytes(column).Span);

    // SQLite takes NaN for NULL, and has no name for infinity.
    private static void BindDouble(SqliteStatement to, int index, double value)
    {
        if (double.IsFinite(value))
        {
            to.Bind(index, value);
        }
        else
        {
            to.BindUtf8(index, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }

    private static void BindTime(SqliteStatement to, int index, in PackedRow row, Column column, int length)
    {
        Span<byte> text = stackalloc byte[IsoTimestamp.Length];
        IsoTimestamp.Write(RawTimestamp.Nearest(row.GetInt64(column)), text);
        to.BindUtf8(index, text[..length]);
    }

    // A part of a key is 2024-02-29 12:34:56.789012, with +00 behind it if the column has a zone.
    private static string IsoOf(object part) => $"{part}"[..IsoTimestamp.LengthWithoutZone].Replace(' ', 'T');
}

/// <summary>Binds a value that is not NULL to a parameter of a statement.</summary>
internal delegate void SqliteBinder(SqliteStatement to, int index, in PackedRow row, Column column);

/// <summary>A type of SQLite that stores a type of the source.</summary>
/// <param name="Declaration">The declared type of a new column.</param>
/// <param name="Affinities">The affinities of existing columns that store the values unchanged.</param>
/// <param name="Misfit">The problem of a column of another affinity, as part of a message.</param>
/// <param name="Bind">Binds a value.</param>
internal sealed record SqliteType(string Declaration, SqliteAffinity[] Affinities, string Misfit, SqliteBinder Bind)
{
    /// <summary>Returns the stored value, an integer or a text, for a part of a <see cref="KeyValue"/>.</summary>
    public Func<object, object> OfKeyPart { get; init; } = static part => part;
}
