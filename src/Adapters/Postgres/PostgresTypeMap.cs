using Npgsql;
using NpgsqlTypes;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Maps the types of the source to types of PostgreSQL.</summary>
internal static class PostgresTypeMap
{
    /// <summary>The type of a column that may store points in time without a zone, in UTC.</summary>
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
    /// <exception cref="SyncException">ColumnTypeNotSupported.</exception>
    public static PostgresType Of(Column column) => column.StoredCodec switch
    {
        { Kind: ColumnKind.WholeNumber } => Integer,
        TextCodec or PaddedTextCodec => Text,
        TimestampCodec => Timestamp,
        TimestampWithZoneCodec => TimestampWithZone,
        _ => throw SourceErrors.ColumnTypeNotStored("PostgreSQL", column),
    };
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
