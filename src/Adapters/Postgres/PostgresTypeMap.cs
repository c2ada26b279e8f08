using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Maps the types of the source to types of PostgreSQL (about_RedshiftSync_Tables, Types).</summary>
internal static class PostgresTypeMap
{
    /// <summary>The type of a column that may store points in time without a zone, in UTC.</summary>
    public const string TimestampWithoutZone = "timestamp without time zone";

    private const string NoNumbers = "does not keep numbers as they are";
    private const string NoText = "does not keep text as it is";
    private const string NoTimes = "keeps no times";

    private static readonly PostgresType Bigint = new(
        "bigint",
        ["smallint", "integer", "bigint", "numeric"],
        "keeps no whole numbers",
        static (to, row, column, token) => to.WriteAsync(row.GetInt64(column), NpgsqlDbType.Bigint, token));

    private static readonly PostgresType Integer = Bigint with
    {
        Declaration = "integer",
        Write = static (to, row, column, token) => to.WriteAsync((int)row.GetInt64(column), NpgsqlDbType.Integer, token),
    };

    private static readonly PostgresType Smallint = Bigint with
    {
        Declaration = "smallint",
        Write = static (to, row, column, token) => to.WriteAsync((short)row.GetInt64(column), NpgsqlDbType.Smallint, token),
    };

    private static readonly PostgresType Double = new(
        "double precision",
        ["double precision"],
        NoNumbers,
        static (to, row, column, token) =>
            to.WriteAsync(BitConverter.Int64BitsToDouble(row.GetInt64(column)), NpgsqlDbType.Double, token));

    // A double precision column would make 0.10000000149011612 of 0.1.
    private static readonly PostgresType Real = new(
        "real",
        ["real"],
        NoNumbers,
        static (to, row, column, token) =>
            to.WriteAsync((float)BitConverter.Int64BitsToDouble(row.GetInt64(column)), NpgsqlDbType.Real, token));

    private static readonly PostgresType Boolean = new(
        "boolean",
        ["boolean"],
        "keeps no booleans",
        static (to, row, column, token) => to.WriteAsync(row.GetInt64(column) != 0, NpgsqlDbType.Boolean, token));

    private static readonly PostgresType Text = new(
        "text",
        ["text", "character varying"],
        NoText,
        static (to, row, column, token) => to.WriteAsync(row.GetBytes(column), NpgsqlDbType.Text, token));

    private static readonly PostgresType PaddedText = Text with
    {
        Write = static (to, row, column, token) =>
        {
            var text = row.GetBytes(column);
            return to.WriteAsync(text[..((Utf8Codec)column.Codec).Canonical(text.Span).Length], NpgsqlDbType.Text, token);
        },
    };

    // The server reads JSON from its text, and keeps it.
    private static readonly PostgresType Json = Text with { Declaration = "json", Accepted = ["json", .. Text.Accepted] };

    private static readonly PostgresType Numeric = new(
        "numeric",
        ["numeric"],
        NoNumbers,
        static (to, row, column, token) => WriteRaw(to, PostgresBinary.Numeric(row.GetBytes(column).Span), token));

    private static readonly PostgresType Date = new(
        "date",
        ["date"],
        "keeps no dates",
        static (to, row, column, token) => WriteRaw(to, PostgresBinary.Date(row.GetBytes(column).Span), token));

    private static readonly PostgresType Time = new(
        "time",
        ["time without time zone"],
        NoTimes,
        static (to, row, column, token) => WriteRaw(to, PostgresBinary.Time(row.GetBytes(column).Span), token))
    {
        IsTime = true,
    };

    private static readonly PostgresType TimeWithZone = new(
        "timetz",
        ["time with time zone"],
        NoTimes,
        static (to, row, column, token) => WriteRaw(to, PostgresBinary.TimeWithZone(row.GetBytes(column).Span), token))
    {
        IsTime = true,
    };

    // Times are written raw, because the driver writes 0001-01-01 as -infinity.
    private static readonly PostgresType Timestamp = new(
        "timestamp",
        [TimestampWithoutZone],
        "keeps no timestamps",
        static (to, row, column, token) => to.WriteAsync(row.GetInt64(column), NpgsqlDbType.Timestamp, token))
    {
        IsTime = true,
    };

    private static readonly PostgresType TimestampWithZone = new(
        "timestamptz",
        ["timestamp with time zone", TimestampWithoutZone],
        "keeps no timestamps",
        static (to, row, column, token) => to.WriteAsync(row.GetInt64(column), NpgsqlDbType.TimestampTz, token))
    {
        IsTime = true,
    };

    /// <summary>Returns the type that stores the values of a column.</summary>
    public static PostgresType Of(Column column) => column.StoredCodec switch
    {
        IntegerCodec<short> => Smallint,
        IntegerCodec<int> => Integer,
        IntegerCodec<long> => Bigint,
        { Kind: ColumnKind.Numeric } => Numeric with { Declaration = DeclareNumeric(column.Type!) },
        RealCodec => Real,
        DoubleCodec => Double,
        BooleanCodec => Boolean,
        PaddedTextCodec => PaddedText,
        DateCodec => Date,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        var codec when codec == ColumnCodecs.Time => Time,
        var codec when codec == ColumnCodecs.TimeWithZone => TimeWithZone,
        { Kind: ColumnKind.Json } => Json,
        _ => Text,
    };

    private static string DeclareNumeric(ColumnType type) => type is { Precision: { } precision, Scale: { } scale }
        ? string.Create(CultureInfo.InvariantCulture, $"numeric({precision},{scale})")
        : "numeric";

    // A binary COPY carries no types, so the bytes arrive as those of the column's type.
    private static Task WriteRaw(NpgsqlBinaryImporter to, byte[] value, CancellationToken cancellation) =>
        to.WriteAsync(value, NpgsqlDbType.Bytea, cancellation);
}

/// <summary>Writes a value that is not NULL into a COPY.</summary>
internal delegate Task PostgresBinder(NpgsqlBinaryImporter to, PackedRow row, Column column, CancellationToken cancellation);

/// <summary>A type of PostgreSQL that stores a type of the source.</summary>
/// <param name="Declaration">The type of a new column.</param>
/// <param name="Accepted">The types of existing columns that store the values unchanged.</param>
/// <param name="Misfit">The problem of a column of another type, as part of a message.</param>
/// <param name="Write">Writes a value.</param>
internal sealed record PostgresType(string Declaration, string[] Accepted, string Misfit, PostgresBinder Write)
{
    /// <summary>Whether the values are times, which have microseconds.</summary>
    public bool IsTime { get; init; }
}
