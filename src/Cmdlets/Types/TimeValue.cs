using System.Management.Automation;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// Base class of the times: whole microseconds, and ISO 8601 text in every culture, which is what Export-Csv and Format-Table show. To
/// PowerShell a time is the .NET value that it wraps: it compares, sorts and calculates like one, and ConvertTo-Json writes an ISO date. It
/// is IConvertible, so a DateTime column of a DataTable takes it.
/// </summary>
/// <typeparam name="T">The derived class.</typeparam>
/// <remarks>
/// The shape is a compromise. A plain DateTime or DateTimeOffset loses its microseconds and its order of day and month in Export-Csv; a
/// type of its own that is not a PSObject becomes an object of its parts in ConvertTo-Json; and a type name of its own on a PSObject makes
/// Export-Csv twenty times slower. What remains: PowerShell unwraps a PSObject before it calls an operator or a method. So a database
/// parameter needs the plain value, and <c>"$x"</c>, <c>[string]$x</c> and <c>$x.ToString()</c> are the text of that value, without the
/// fraction; <c>'{0}' -f $x</c> and <c>-join</c> are ISO.
/// </remarks>
public abstract class TimeValue<T> : PSObject, IFormattable, IConvertible, IEquatable<T>, IComparable<T>
    where T : TimeValue<T>
{
    private readonly TextSource _source;

    /// <summary>Creates a time.</summary>
    /// <param name="value">What PowerShell takes it for.</param>
    /// <param name="time">The time.</param>
    /// <param name="textLength">The length of its text, which is the beginning of <c>2024-05-01T12:30:00.000001Z</c>.</param>
    private protected TimeValue(object value, DateTime time, int textLength)
        : this(new TextSource(value, time, textLength))
    {
    }

    private TimeValue(TextSource source)
        : base(source)
    {
        _source = source;
    }

    internal DateTime Time => _source.Time;

    /// <summary>Whether two times are the same.</summary>
    public static bool operator ==(TimeValue<T>? left, TimeValue<T>? right) => Equals(left, right);

    /// <summary>Whether two times differ.</summary>
    public static bool operator !=(TimeValue<T>? left, TimeValue<T>? right) => !Equals(left, right);

    /// <summary>Whether <paramref name="left"/> is earlier than <paramref name="right"/>.</summary>
    public static bool operator <(TimeValue<T>? left, TimeValue<T>? right) => Nullable.Compare(left?.Time, right?.Time) < 0;

    /// <summary>Whether <paramref name="left"/> is later than <paramref name="right"/>.</summary>
    public static bool operator >(TimeValue<T>? left, TimeValue<T>? right) => Nullable.Compare(left?.Time, right?.Time) > 0;

    /// <summary>Whether <paramref name="left"/> is not later than <paramref name="right"/>.</summary>
    public static bool operator <=(TimeValue<T>? left, TimeValue<T>? right) => !(left > right);

    /// <summary>Whether <paramref name="left"/> is not earlier than <paramref name="right"/>.</summary>
    public static bool operator >=(TimeValue<T>? left, TimeValue<T>? right) => !(left < right);

    /// <inheritdoc/>
    public bool Equals(T? other) => other is not null && Time == other.Time;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is T other ? Equals(other) : base.Equals(obj);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(T? other) => other is null ? 1 : Time.CompareTo(other.Time);

    /// <summary>The time in ISO 8601.</summary>
    public sealed override string ToString() => _source.ToString();

    // For '{0}' -f $_.UpdatedAt, which the base class would format by the culture, without the fraction.
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
        ((IFormattable)_source).ToString(format, formatProvider);

    TypeCode IConvertible.GetTypeCode() => TypeCode.DateTime;

    DateTime IConvertible.ToDateTime(IFormatProvider? provider) => Time;

    string IConvertible.ToString(IFormatProvider? provider) => ToString();

    object IConvertible.ToType(Type conversionType, IFormatProvider? provider) =>
        conversionType == typeof(DateTime) ? Time
        : conversionType == typeof(string) ? ToString()
        : conversionType is not null && conversionType.IsInstanceOfType(BaseObject) ? BaseObject
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

    /// <summary>Truncates a time. This machine's clock has ticks, and two times with the same text have to be equal.</summary>
    private protected static DateTime ToMicroseconds(DateTime time, DateTimeKind kind) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), kind);

    private static InvalidCastException NotA(Type? type) => new($"A {typeof(T).Name} cannot be converted to {type?.Name}.");

    // For -join, and for the text in a serialized object, PowerShell calls IFormattable of what a PSObject wraps, never of the PSObject
    // itself. So a PSObject is put between the two: for all other purposes PowerShell looks through it.
    private sealed class TextSource(object value, DateTime time, int length) : PSObject(value), IFormattable
    {
        public DateTime Time => time;

        public override string ToString()
        {
            Span<byte> text = stackalloc byte[IsoTimestamp.Length];
            IsoTimestamp.Write(time, text);
            return Encoding.ASCII.GetString(text[..length]);
        }

        string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
            string.IsNullOrEmpty(format) ? ToString() : ToString(format, formatProvider);
    }
}
