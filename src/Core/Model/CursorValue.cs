using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// A value of a cursor column: a point in time, a day, or an integer. Values of one column are of one kind, and compare in the order in
/// which the server sorts them.
/// </summary>
internal readonly struct CursorValue : IEquatable<CursorValue>, IComparable<CursorValue>
{
    // Ticks of a time or of the start of a day, or the integer.
    private readonly long _value;

    private CursorValue(CursorKind kind, long value)
    {
        Kind = kind;
        _value = value;
    }

    /// <summary>The kind of the value.</summary>
    public CursorKind Kind { get; }

    /// <summary>The time: UTC for a point in time, the start of the day, without a zone, for a day.</summary>
    /// <exception cref="InvalidOperationException">The value is an integer.</exception>
    public DateTime Time => Kind == CursorKind.Integer
        ? throw new InvalidOperationException("An integer is not a time.")
        : new DateTime(_value, Kind == CursorKind.Time ? DateTimeKind.Utc : DateTimeKind.Unspecified);

    /// <summary>The integer.</summary>
    /// <exception cref="InvalidOperationException">The value is a time or a day.</exception>
    public long Integer => Kind == CursorKind.Integer ? _value : throw new InvalidOperationException("A time is not an integer.");

    /// <summary>Whether no earlier value of the kind can be represented.</summary>
    public bool IsEarliest => _value == EarliestOf(Kind);

    /// <summary>A point in time.</summary>
    public static implicit operator CursorValue(DateTime utc) => OfTime(utc);

    /// <summary>A point in time.</summary>
    /// <param name="utc">The time in UTC.</param>
    public static CursorValue OfTime(DateTime utc) => new(CursorKind.Time, utc.Ticks);

    /// <summary>The day that contains a time.</summary>
    public static CursorValue OfDay(DateTime time) => new(CursorKind.Day, time.Date.Ticks);

    /// <summary>An integer.</summary>
    public static CursorValue OfInteger(long value) => new(CursorKind.Integer, value);

    /// <summary>The earliest value of a kind, from which a sync of a whole table starts.</summary>
    public static CursorValue Earliest(CursorKind kind) => new(kind, EarliestOf(kind));

    public static bool operator ==(CursorValue left, CursorValue right) => left.Equals(right);

    public static bool operator !=(CursorValue left, CursorValue right) => !left.Equals(right);

    public static bool operator <(CursorValue left, CursorValue right) => left._value < right._value;

    public static bool operator >(CursorValue left, CursorValue right) => left._value > right._value;

    public static bool operator <=(CursorValue left, CursorValue right) => left._value <= right._value;

    public static bool operator >=(CursorValue left, CursorValue right) => left._value >= right._value;

    /// <summary>The distance from another value: in ticks between times, else the difference of the integers.</summary>
    public static double operator -(CursorValue left, CursorValue right) => (double)left._value - right._value;

    /// <summary>The value before this one by a distance, or the earliest one.</summary>
    /// <param name="distance">Ticks for times and days, else a number; not negative.</param>
    public CursorValue Back(long distance)
    {
        var earliest = EarliestOf(Kind);
        var back = new CursorValue(Kind, _value < earliest + distance ? earliest : _value - distance);
        return Kind == CursorKind.Day ? OfDay(back.Time) : back;
    }

    /// <inheritdoc/>
    public bool Equals(CursorValue other) => _value == other._value && Kind == other.Kind;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CursorValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(CursorValue other) => _value.CompareTo(other._value);

    /// <summary>
    /// Formats the value, the same in every culture: a time as <see cref="IsoTimestamp"/> does, a day as 2024-03-01, an integer as digits.
    /// </summary>
    public override string ToString() => Kind switch
    {
        CursorKind.Integer => _value.ToString(CultureInfo.InvariantCulture),
        CursorKind.Day => Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => IsoTimestamp.Format(Time),
    };

    private static long EarliestOf(CursorKind kind) => kind == CursorKind.Integer ? long.MinValue : DateTime.MinValue.Ticks;
}

/// <summary>The kinds of cursor values.</summary>
internal enum CursorKind
{
    /// <summary>A point in time, from a timestamp or timestamptz.</summary>
    Time,

    /// <summary>A day, from a date.</summary>
    Day,

    /// <summary>An integer.</summary>
    Integer,
}
