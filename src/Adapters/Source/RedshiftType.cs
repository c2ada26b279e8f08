using System.Collections.ObjectModel;
using Npgsql;
using Npgsql.Schema;

namespace RedshiftSync.Adapters.Source;

/// <summary>The types of results, by OIDs that are the same in Redshift and PostgreSQL.</summary>
internal static class RedshiftType
{
    private const uint Boolean = 16;
    private const uint Name = 19;
    private const uint Bigint = 20;
    private const uint Smallint = 21;
    private const uint Integer = 23;
    private const uint Text = 25;
    private const uint Bpchar = 1042;
    private const uint Varchar = 1043;
    private const uint Timestamp = 1114;
    private const uint TimestampWithZone = 1184;
    private const uint Numeric = 1700;

    /// <summary>Returns the types of a result's columns, in order.</summary>
    public static IReadOnlyList<ColumnType> Of(NpgsqlDataReader reader)
    {
        var columns = reader.GetColumnSchema();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => Of(reader, columns, i))];
    }

    private static ColumnType Of(NpgsqlDataReader reader, ReadOnlyCollection<NpgsqlDbColumn> columns, int ordinal)
    {
        var oid = reader.GetDataTypeOID(ordinal);
        return ColumnType.Of(oid, NameOf(oid, reader.GetDataTypeName(ordinal))) with
        {
            Length = oid is Bpchar or Varchar ? columns[ordinal].ColumnSize : null,
            Precision = oid == Numeric ? columns[ordinal].NumericPrecision : null,
            // The driver returns null for 0.
            Scale = oid == Numeric && columns[ordinal].NumericPrecision is not null ? columns[ordinal].NumericScale ?? 0 : null,
        };
    }

    // The driver has no names for the types that only Redshift has.
    private static string NameOf(uint oid, string driversName) => oid switch
    {
        2935 => "hllsketch",
        1188 => "intervaly2m",
        1190 => "intervald2s",
        3000 => "geometry",
        3001 => "geography",
        3999 => "geometryhex",
        4000 => "super",
        6551 => "varbyte",
        _ => driversName,
    };

    /// <summary>Reads the current row of a small result, with the types of <see cref="ISourceSession.Query"/>.</summary>
    public static object?[] ReadRow(NpgsqlDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : Read(reader, i);
        }

        return row;
    }

    /// <summary>Reads the current row of a small result whose values all come as text.</summary>
    public static string?[] ReadText(NpgsqlDataReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))];

    private static object Read(NpgsqlDataReader reader, int ordinal) => reader.GetDataTypeOID(ordinal) switch
    {
        Boolean => reader.GetBoolean(ordinal),
        Bigint or Smallint or Integer => reader.GetInt64(ordinal),
        Timestamp or TimestampWithZone => RawTimestamp.Nearest(reader.GetInt64(ordinal)),
        Text or Bpchar or Varchar or Name => reader.GetString(ordinal),
        var other => throw new InvalidOperationException($"A statement yields type {other}, which it was to cast."),
    };
}
