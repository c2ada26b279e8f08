namespace RedshiftSync;

/// <summary>
/// How the values of the cursor column relate to UTC. A <c>timestamptz</c> is UTC; so is a plain <c>timestamp</c> unless a zone was declared
/// for it. Conditions are made in the column's own values, so that the server can prune, and in the order in which it sorts.
/// </summary>
/// <param name="Type">The type in which values of the column are bound.</param>
/// <param name="Zone">The zone that a plain timestamp is in; null for UTC.</param>
internal sealed record CursorAxis(SqlValueType Type, TimeZoneInfo? Zone = null)
{
    /// <summary>The axis of a table whose columns were described.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="zone">The zone that was declared for a plain timestamp; null for UTC.</param>
    /// <exception cref="SyncException">ParameterInvalid, for a zone beside a column that carries its own.</exception>
    public static CursorAxis Of(TableSchema schema, TimeZoneInfo? zone) =>
        !schema.Cursor.HasZone ? new(SqlValueType.Timestamp, zone)
        : zone is null ? new(SqlValueType.TimestampWithZone)
        : throw HasOwnZone(schema, zone);

    /// <summary>
    /// A value of the column as a point in time. In an hour that clocks go through twice, it is the second pass, as in PostgreSQL and .NET.
    /// </summary>
    /// <param name="timestamp">A value of the column.</param>
    /// <returns>Null for an hour that the zone's clocks skipped, and for what lies outside the years 1 to 9999 in UTC.</returns>
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

    /// <summary>The value that the column has at a point in time; undoes <see cref="ToUtc"/>.</summary>
    public DateTime FromUtc(DateTime utc) => Zone is null ? utc : Shift(utc, Zone.GetUtcOffset(utc));

    /// <summary>
    /// The smallest value that the column can be given at or after a point in time. It is smaller than <see cref="FromUtc"/> only in the
    /// hour before clocks go back: timestamps of the hour that follows repeat it from its beginning.
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

    /// <summary>A bound value for a point in time.</summary>
    internal SqlParameterValue Bind(string name, DateTime utc) => new(name, FromUtc(utc), Type);

    /// <summary>A bound value below which no value can lie that was given at or after a point in time.</summary>
    internal SqlParameterValue BindEarliest(string name, DateTime utc) => new(name, EarliestFrom(utc), Type);

    /// <summary>A zone was declared for a column that carries its own.</summary>
    internal static SyncException HasOwnZone(TableSchema schema, TimeZoneInfo zone) => new(
        ErrorId.ParameterInvalid,
        $"Column {schema.Cursor.Name} of {schema.Table} carries its own zone.",
        "Leave out -TimeZone: it is for timestamps without one.",
        zone.Id);

    /// <summary>When a zone's offset changes. The framework tells the offset of any moment, but not when it changes next.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="before">A moment before the change, UTC.</param>
    /// <param name="within">Within how long it changes, once.</param>
    internal static DateTime ChangeOfOffset(TimeZoneInfo zone, DateTime before, TimeSpan within)
    {
        var offset = zone.GetUtcOffset(before);
        var (low, high) = (before.Ticks, before.Ticks + within.Ticks);
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

    /// <summary>Adds an offset; what lies beyond the calendar becomes its end.</summary>
    internal static DateTime Shift(DateTime utc, TimeSpan offset) =>
        new(Math.Clamp(utc.Ticks + offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
}
