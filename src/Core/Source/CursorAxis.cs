using System.Text;

namespace RedshiftSync;

/// <summary>
/// How the values of the cursor column relate to UTC. A <c>timestamptz</c> is UTC; so is a plain <c>timestamp</c> unless a zone was
/// declared for it. Days and integers stay what they are; the zone says when a day ends. Conditions are made in the column's own values, so
/// that the server can prune, and in the order in which it sorts.
/// </summary>
/// <param name="Type">The type in which values of the column are bound.</param>
/// <param name="Zone">The zone that a plain timestamp or a day is in; null for UTC.</param>
internal sealed record CursorAxis(SqlValueType Type, TimeZoneInfo? Zone = null)
{
    /// <summary>Creates the axis of a described table.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="zone">The zone that was declared for a plain timestamp; null for UTC.</param>
    /// <exception cref="SyncException">ParameterInvalid, for a zone and a column that needs none.</exception>
    public static CursorAxis Of(TableSchema schema, TimeZoneInfo? zone) => (schema.Cursor.CursorKind, schema.Cursor.HasZone) switch
    {
        (CursorKind.Integer, _) => zone is null ? new(SqlValueType.Number) : throw NeedsNoZone(schema.Table, schema.Cursor, zone),
        (CursorKind.Day, _) => new(SqlValueType.Date, zone),
        (_, false) => new(SqlValueType.Timestamp, zone),
        _ => zone is null ? new(SqlValueType.TimestampWithZone) : throw NeedsNoZone(schema.Table, schema.Cursor, zone),
    };

    /// <summary>The kind of the column's values.</summary>
    public CursorKind Kind => Type switch
    {
        SqlValueType.Number => CursorKind.Integer,
        SqlValueType.Date => CursorKind.Day,
        _ => CursorKind.Time,
    };

    /// <summary>The cursor value of a row that changes at a point in time; null for integers, which no clock orders.</summary>
    public CursorValue? At(DateTime utc) => Kind switch
    {
        CursorKind.Integer => null,
        CursorKind.Day => CursorValue.OfDay(FromUtc(utc)),
        _ => utc,
    };

    /// <summary>The exclusive upper bound of a run; null for none.</summary>
    /// <param name="clock">The server's clock, UTC.</param>
    /// <param name="lag">The safety lag. A day has ended when the next one begins, so days have none.</param>
    public CursorValue? BoundAt(DateTime clock, TimeSpan lag)
    {
        if (Kind != CursorKind.Time)
        {
            return At(clock) is { } today ? DayAfter(today.Time) : null;
        }

        // Whole seconds: a timestamp in whole seconds is the beginning of its second, although its row may be committed at any moment in
        // that second.
        var second = clock.AddTicks(-(clock.Ticks % TimeSpan.TicksPerSecond));
        return lag.Ticks < second.Ticks ? second - lag : DateTime.MinValue;
    }

    /// <summary>
    /// Converts a position that was given as a time into one of the column: a time lies in a day. Midnight UTC means the day of that date,
    /// because days are written without a time.
    /// </summary>
    /// <returns>Null if the value cannot be one of the column.</returns>
    public CursorValue? Adapt(CursorValue value) =>
        value.Kind == Kind ? value
        : value.Kind == CursorKind.Integer || Kind == CursorKind.Integer ? null
        : Kind == CursorKind.Day ? CursorValue.OfDay(value.Time.TimeOfDay == TimeSpan.Zero ? value.Time : FromUtc(value.Time))
        : CursorValue.OfTime(value.Time);

    /// <summary>
    /// Converts an exclusive upper bound as <see cref="Adapt"/> does; a day that has begun belongs to the rows before the bound.
    /// </summary>
    /// <returns>Null if the value cannot be one of the column, and after the last day of the calendar: nothing bounds it.</returns>
    public CursorValue? AdaptBound(CursorValue bound) =>
        Kind == CursorKind.Day && bound.Kind == CursorKind.Time && bound.Time.TimeOfDay != TimeSpan.Zero
            ? DayAfter(FromUtc(bound.Time))
            : Adapt(bound);

    /// <summary>Converts a value of the column into a cursor value; null as <see cref="ToUtc(DateTime)"/>.</summary>
    public CursorValue? ToUtc(CursorValue stored) => Kind == CursorKind.Time ? ToUtc(stored.Time) : stored;

    /// <summary>
    /// Converts a time of the column into a point in time. In an hour that occurs twice it takes the second pass, as PostgreSQL and .NET
    /// do.
    /// </summary>
    /// <param name="timestamp">A time of the column.</param>
    /// <returns>Null for a time that the zone's clocks skipped, and for a time outside the years 1 to 9999 in UTC.</returns>
    public DateTime? ToUtc(DateTime timestamp)
    {
        if (Zone is null)
        {
            return timestamp;
        }

        var local = DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(local))
        {
            return null;
        }

        var ticks = timestamp.Ticks - Zone.GetUtcOffset(local).Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;
    }

    /// <summary>Converts a point in time into a value of the column: the inverse of <see cref="ToUtc(DateTime)"/>.</summary>
    public DateTime FromUtc(DateTime utc) => Zone is null ? utc : Shift(utc, Zone.GetUtcOffset(utc));

    /// <summary>
    /// The smallest value that the column can have at or after a point in time. It is smaller than <see cref="FromUtc"/> only in the hour
    /// before clocks go back, because the timestamps of the next hour repeat those of that hour.
    /// </summary>
    public DateTime EarliestFrom(DateTime utc)
    {
        var timestamp = FromUtc(utc);
        var local = DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified);
        if (Zone is null || !Zone.IsAmbiguousTime(local))
        {
            return timestamp;
        }

        var offsets = Zone.GetAmbiguousTimeOffsets(local);
        var after = offsets.Min();
        return Zone.GetUtcOffset(utc) == after ? timestamp : Shift(ChangeOfOffset(Zone, utc, offsets.Max() - after), after);
    }

    /// <summary>
    /// Returns the canonical text of the smallest value that the column can have at or after a cursor value; see
    /// <see cref="EarliestFrom"/>. Texts of one column sort as their values do, except for integers.
    /// </summary>
    public string CanonicalText(CursorValue value)
    {
        if (Kind != CursorKind.Time)
        {
            return value.ToString();
        }

        Span<byte> text = stackalloc byte[TimeCodec.CanonicalLength];
        TimeCodec.WriteTime(EarliestFrom(value.Time), text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Binds the column's value at a point in time.</summary>
    internal SqlParameterValue Bind(string name, CursorValue value) => Bind(name, value, FromUtc);

    /// <summary>Binds the smallest value that the column can have at or after a point in time; see <see cref="EarliestFrom"/>.</summary>
    internal SqlParameterValue BindEarliest(string name, CursorValue value) => Bind(name, value, EarliestFrom);

    /// <summary>The error for a zone that is declared for a column with its own zone, or for integers.</summary>
    internal static SyncException NeedsNoZone(TableName table, Column cursor, TimeZoneInfo zone) => new(
        ErrorId.ParameterInvalid,
        cursor.HasZone
            ? $"Column {cursor.Name} of {table} carries its own zone."
            : $"Column {cursor.Name} of {table} is an integer and has no zone.",
        "Leave out -TimeZone: it is for timestamps without a zone, and for days.",
        zone.Id);

    /// <summary>
    /// Finds the moment when a zone's offset changes, because the framework gives the offset of a moment but not its next change.
    /// </summary>
    /// <param name="zone">The zone.</param>
    /// <param name="before">A moment before the change, UTC.</param>
    /// <param name="within">The time within which the offset changes once.</param>
    internal static DateTime ChangeOfOffset(TimeZoneInfo zone, DateTime before, TimeSpan within)
    {
        var offset = zone.GetUtcOffset(before);
        var (low, high) = (before.Ticks, Shift(before, within).Ticks);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(new DateTime(middle, DateTimeKind.Utc)) == offset)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new DateTime(high, DateTimeKind.Utc);
    }

    /// <summary>Adds an offset and clamps the result to the range of DateTime.</summary>
    internal static DateTime Shift(DateTime utc, TimeSpan offset) =>
        new(Math.Clamp(utc.Ticks + offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    // Null after the last day of the calendar.
    private static CursorValue? DayAfter(DateTime time) =>
        time.Date < DateTime.MaxValue.Date ? CursorValue.OfDay(time.AddDays(1)) : null;

    private SqlParameterValue Bind(string name, CursorValue value, Func<DateTime, DateTime> convert) => Kind switch
    {
        CursorKind.Integer => new(name, value.Integer, Type),
        CursorKind.Day => new(name, value.Time, Type),
        _ => new(name, convert(value.Time), Type),
    };
}
