using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// A point in time in UTC with whole microseconds. To PowerShell it is the <see cref="DateTimeOffset"/> that it wraps: it compares, sorts
/// and calculates like one, and ConvertTo-Json writes an ISO date. As text it is ISO 8601 with six digits and Z in every culture, which is
/// what Export-Csv and Format-Table show. It is IConvertible, so a DateTime column of a DataTable takes it.
/// </summary>
/// <remarks>
/// The shape is a compromise. A plain DateTimeOffset loses its microseconds and its order of day and month in Export-Csv; a type of its own
/// that is not a PSObject becomes an object of its parts in ConvertTo-Json; a DateTime compares wrongly with local times; and a type name
/// of its own on a PSObject makes Export-Csv twenty times slower. What remains is that PowerShell never converts a PSObject by its own
/// operators: a cast to DateTime and a database parameter need the plain value, <c>.UtcDateTime</c>.
/// </remarks>
public sealed class UtcTimestamp : PSObject, IFormattable, IConvertible, IEquatable<UtcTimestamp>, IComparable<UtcTimestamp>
{
    internal UtcTimestamp(DateTime utc)
        : base(new DateTimeOffset(ToMicroseconds(utc)))
    {
        Utc = ToMicroseconds(utc);
    }

    internal DateTime Utc { get; }

    internal static UtcTimestamp? From(DateTime? utc) => utc is { } value ? new(value) : null;

    /// <summary>Whether two times are the same.</summary>
    public static bool operator ==(UtcTimestamp? left, UtcTimestamp? right) => Equals(left, right);

    /// <summary>Whether two times differ.</summary>
    public static bool operator !=(UtcTimestamp? left, UtcTimestamp? right) => !Equals(left, right);

    /// <summary>Whether <paramref name="left"/> is earlier than <paramref name="right"/>.</summary>
    public static bool operator <(UtcTimestamp? left, UtcTimestamp? right) => Comparer<UtcTimestamp>.Default.Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> is later than <paramref name="right"/>.</summary>
    public static bool operator >(UtcTimestamp? left, UtcTimestamp? right) => Comparer<UtcTimestamp>.Default.Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> is not later than <paramref name="right"/>.</summary>
    public static bool operator <=(UtcTimestamp? left, UtcTimestamp? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> is not earlier than <paramref name="right"/>.</summary>
    public static bool operator >=(UtcTimestamp? left, UtcTimestamp? right) => !(left < right);

    /// <inheritdoc/>
    public bool Equals(UtcTimestamp? other) => other is not null && Utc == other.Utc;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UtcTimestamp other ? Equals(other) : base.Equals(obj);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(UtcTimestamp? other) => other is null ? 1 : Utc.CompareTo(other.Utc);

    /// <summary>ISO 8601, six digits, Z: <c>2024-05-01T12:30:00.000001Z</c>.</summary>
    public override string ToString() => IsoTimestamp.Format(Utc);

    // For '{0}' -f $_.UpdatedAt, which the base class would format by the culture, without the fraction.
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : ToString(format, formatProvider);

    TypeCode IConvertible.GetTypeCode() => TypeCode.DateTime;

    DateTime IConvertible.ToDateTime(IFormatProvider? provider) => Utc;

    string IConvertible.ToString(IFormatProvider? provider) => ToString();

    object IConvertible.ToType(Type conversionType, IFormatProvider? provider) =>
        conversionType == typeof(DateTime) ? Utc
        : conversionType == typeof(DateTimeOffset) ? new DateTimeOffset(Utc)
        : conversionType == typeof(string) ? ToString()
        : throw NotA(conversionType);

    bool IConvertible.ToBoolean(IFormatProvider? provider) => throw NotA(typeof(bool));

    byte IConvertible.ToByte(IFormatProvider? provider) => throw NotA(typeof(byte));

    char IConvertible.ToChar(IFormatProvider? provider) => throw NotA(typeof(char));

    decimal IConvertible.ToDecimal(IFormatProvider? provider) => throw NotA(typeof(decimal));

    double IConvertible.ToDouble(IFormatProvider? provider) => throw NotA(typeof(double));

    short IConvertible.ToInt16(IFormatProvider? provider) => throw NotA(typeof(short));

    int IConvertible.ToInt32(IFormatProvider? provider) => throw NotA(typeof(int));

    long IConvertible.ToInt64(IFormatProvider? provider) => throw NotA(typeof(long));

    sbyte IConvertible.ToSByte(IFormatProvider? provider) => throw NotA(typeof(sbyte));

    float IConvertible.ToSingle(IFormatProvider? provider) => throw NotA(typeof(float));

    ushort IConvertible.ToUInt16(IFormatProvider? provider) => throw NotA(typeof(ushort));

    uint IConvertible.ToUInt32(IFormatProvider? provider) => throw NotA(typeof(uint));

    ulong IConvertible.ToUInt64(IFormatProvider? provider) => throw NotA(typeof(ulong));

    // This machine's clock has ticks. Two times with the same text have to be equal.
    private static DateTime ToMicroseconds(DateTime utc) => utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));

    private static InvalidCastException NotA(Type type) => new($"A UtcTimestamp cannot be converted to {type.Name}.");
}
