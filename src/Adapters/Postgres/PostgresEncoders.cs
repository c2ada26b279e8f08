namespace RedshiftSync.Adapters.Postgres;

/// <summary>Writes the values of a type, which are not NULL, into a binary COPY.</summary>
internal abstract class PostgresEncoder
{
    /// <summary>Writes the value of a column.</summary>
    public abstract void Write(PostgresCopyBuffer to, in PackedRow row, Column column);
}

/// <summary>smallint.</summary>
internal sealed class SmallintEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) => to.WriteInt16((short)row.GetInt64(column));
}

/// <summary>integer.</summary>
internal sealed class IntegerEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) => to.WriteInt32((int)row.GetInt64(column));
}

/// <summary>
/// bigint, timestamp and timestamptz: 64 bits as they are packed. Times are microseconds since 2000 in UTC at the source too.
/// </summary>
internal sealed class Int64Encoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) => to.WriteInt64(row.GetInt64(column));
}

/// <summary>double precision, packed as its bits.</summary>
internal sealed class DoubleEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) => to.WriteInt64(row.GetInt64(column));
}

/// <summary>real, packed as the bits of a double.</summary>
internal sealed class RealEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        to.WriteInt32(BitConverter.SingleToInt32Bits((float)BitConverter.Int64BitsToDouble(row.GetInt64(column))));
}

/// <summary>boolean.</summary>
internal sealed class BooleanEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        to.WriteByte(row.GetInt64(column) != 0 ? (byte)1 : (byte)0);
}

/// <summary>text and json.</summary>
internal sealed class TextEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) => to.WriteBytes(row.GetBytes(column).Span);
}

/// <summary>text without the trailing blanks of char at the source.</summary>
internal sealed class PaddedTextEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        to.WriteBytes(((Utf8Codec)column.Codec).Canonical(row.GetBytes(column).Span));
}

/// <summary>numeric, packed as text.</summary>
internal sealed class NumericEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        PostgresBinary.WriteNumeric(to, row.GetBytes(column).Span);
}

/// <summary>date, packed as text.</summary>
internal sealed class DateEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        to.WriteInt32(PostgresBinary.Days(row.GetBytes(column).Span));
}

/// <summary>time, packed as text.</summary>
internal sealed class TimeEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        to.WriteInt64(PostgresBinary.Microseconds(row.GetBytes(column).Span));
}

/// <summary>timetz, packed as text.</summary>
internal sealed class TimeWithZoneEncoder : PostgresEncoder
{
    public override void Write(PostgresCopyBuffer to, in PackedRow row, Column column) =>
        PostgresBinary.WriteTimeWithZone(to, row.GetBytes(column).Span);
}
