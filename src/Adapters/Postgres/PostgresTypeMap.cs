using System.Globalization;

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
        new Int64Encoder());

    private static readonly PostgresType Integer = Bigint with
    {
        Declaration = "integer",
        Encoder = new IntegerEncoder(),
    };

    private static readonly PostgresType Smallint = Bigint with
    {
        Declaration = "smallint",
        Encoder = new SmallintEncoder(),
    };

    private static readonly PostgresType Double = new(
        "double precision",
        ["double precision"],
        NoNumbers,
        new DoubleEncoder());

    // A double precision column would make 0.10000000149011612 of 0.1.
    private static readonly PostgresType Real = new(
        "real",
        ["real"],
        NoNumbers,
        new RealEncoder());

    private static readonly PostgresType Boolean = new(
        "boolean",
        ["boolean"],
        "keeps no booleans",
        new BooleanEncoder());

    private static readonly PostgresType Text = new(
        "text",
        ["text", "character varying"],
        NoText,
        new TextEncoder());

    private static readonly PostgresType PaddedText = Text with
    {
        Encoder = new PaddedTextEncoder(),
    };

    // The server reads JSON from its text, and keeps it.
    private static readonly PostgresType Json = Text with { Declaration = "json", Accepted = ["json", .. Text.Accepted] };

    private static readonly PostgresType Numeric = new(
        "numeric",
        ["numeric"],
        NoNumbers,
        new NumericEncoder());

    private static readonly PostgresType Date = new(
        "date",
        ["date"],
        "keeps no dates",
        new DateEncoder());

    private static readonly PostgresType Time = new(
        "time",
        ["time without time zone"],
        NoTimes,
        new TimeEncoder())
    {
        IsTime = true,
    };

    private static readonly PostgresType TimeWithZone = new(
        "timetz",
        ["time with time zone"],
        NoTimes,
        new TimeWithZoneEncoder())
    {
        IsTime = true,
    };

    private static readonly PostgresType Timestamp = new(
        "timestamp",
        [TimestampWithoutZone],
        "keeps no timestamps",
        new Int64Encoder())
    {
        IsTime = true,
    };

    private static readonly PostgresType TimestampWithZone = new(
        "timestamptz",
        ["timestamp with time zone", TimestampWithoutZone],
        "keeps no timestamps",
        new Int64Encoder())
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
}

/// <summary>A type of PostgreSQL that stores a type of the source.</summary>
/// <param name="Declaration">The type of a new column.</param>
/// <param name="Accepted">The types of existing columns that store the values unchanged.</param>
/// <param name="Misfit">The problem of a column of another type, as part of a message.</param>
/// <param name="Encoder">Writes values in the binary form of the declared type.</param>
internal sealed record PostgresType(string Declaration, string[] Accepted, string Misfit, PostgresEncoder Encoder)
{
    /// <summary>The declared type as the server formats it.</summary>
    public string FormattedDeclaration => Declaration switch
    {
        "timestamp" => PostgresTypeMap.TimestampWithoutZone,
        "timestamptz" => "timestamp with time zone",
        "time" => "time without time zone",
        "timetz" => "time with time zone",
        var declaration => declaration,
    };

    /// <summary>Whether the values are times, which have microseconds.</summary>
    public bool IsTime { get; init; }
}
