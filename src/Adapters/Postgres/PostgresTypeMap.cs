using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>How PostgreSQL holds the types of the source.</summary>
internal static class PostgresTypeMap
{
    /// <summary>A point in time may be held without a zone, in UTC.</summary>
    public const string TimestampWithoutZone = "timestamp without time zone";

    private static readonly PostgresType Integer = new(
        "bigint",
        ["smallint", "integer", "bigint", "numeric"],
        "keeps no whole numbers",
        static (to, row, column, token) => to.WriteAsync(row.GetInt64(column), NpgsqlDbType.Bigint, token));

    private static readonly PostgresType Text = new(
        "text",
        ["text", "character varying"],
        "does not keep text as it is",
        static (to, row, column, token) => to.WriteAsync(row.GetBytes(column), NpgsqlDbType.Text, token));

    // Times raw: the driver would make -infinity of 0001-01-01.
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

    /// <summary>How the values of a column are held.</summary>
    public static PostgresType Of(Column column) => column.StoredCodec switch
    {
        IntegerCodec => Integer,
        TextCodec or PaddedTextCodec => Text,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        var codec => throw new NotSupportedException($"PostgreSQL has no type for {codec.Names[0]}."),
    };
}

/// <summary>Writes a value that is not NULL into a COPY.</summary>
internal delegate Task PostgresBinder(NpgsqlBinaryImporter to, PackedRow row, Column column, CancellationToken cancellation);

/// <summary>How PostgreSQL holds a type.</summary>
/// <param name="Declaration">The type of a new column.</param>
/// <param name="Accepted">The types of existing columns that keep the values as they are.</param>
/// <param name="Misfit">What is wrong with a column of another type.</param>
/// <param name="Write">Writes a value.</param>
internal sealed record PostgresType(string Declaration, string[] Accepted, string Misfit, PostgresBinder Write)
{
    /// <summary>Whether the values have microseconds to keep.</summary>
    public bool IsTime { get; init; }
}
