namespace RedshiftSync;

/// <summary>
/// Converts a destination's points in time into the values of the source's column, which digests use. It uses a list of offsets instead of
/// a time zone's name: a database may not know the name, or have other rules for it.
/// </summary>
internal sealed class LocalTimes
{
    // Offsets do not change twice within this time.
    private static readonly TimeSpan Step = TimeSpan.FromHours(6);

    private LocalTimes(IReadOnlyList<ZoneOffset> offsets) => Offsets = offsets;

    /// <summary>The conversion for a source column in UTC.</summary>
    public static LocalTimes Utc { get; } = new([]);

    /// <summary>The offsets, latest first. Each applies from its time on, and the last one also before; empty for UTC.</summary>
    public IReadOnlyList<ZoneOffset> Offsets { get; }

    /// <summary>
    /// Finds the offsets for the rows that a destination's checkpoint covers. A row outside of that span is a difference with any offset.
    /// </summary>
    /// <param name="axis">How the source's column relates to UTC.</param>
    /// <param name="claim">The destination's checkpoint.</param>
    public static LocalTimes Of(CursorAxis axis, DestinationCheckpoint claim)
    {
        // The zone of a day says only when it ends.
        if (axis is not { Kind: CursorKind.Time, Zone: { } zone })
        {
            return Utc;
        }

        // One more day on each side, because a row just outside must not get the value of one inside.
        var day = TimeSpan.FromDays(1).Ticks;
        var at = new DateTime(Math.Max(claim.Start.Time.Ticks - day, DateTime.MinValue.Ticks), DateTimeKind.Utc);
        var end = Math.Min(claim.Watermark.CursorValue.Time.Ticks, DateTime.MaxValue.Ticks - day) + day;
        var offsets = new List<ZoneOffset> { new(at, zone.GetUtcOffset(at)) };
        while (at.Ticks < end)
        {
            var next = new DateTime(Math.Min(at.Ticks + Step.Ticks, end), DateTimeKind.Utc);
            if (zone.GetUtcOffset(next) != offsets[^1].Offset)
            {
                next = CursorAxis.ChangeOfOffset(zone, at, next - at);
                offsets.Add(new(next, zone.GetUtcOffset(next)));
            }

            at = next;
        }

        offsets.Reverse();
        return new(offsets);
    }

    /// <summary>Returns the value of the source's column at a point in time.</summary>
    public DateTime FromUtc(DateTime utc)
    {
        foreach (var offset in Offsets)
        {
            if (utc >= offset.From || offset == Offsets[^1])
            {
                return CursorAxis.Shift(utc, offset.Offset);
            }
        }

        return utc;
    }
}

/// <summary>An offset from UTC.</summary>
/// <param name="From">The time in UTC from which it applies.</param>
/// <param name="Offset">The difference of local time from UTC.</param>
internal readonly record struct ZoneOffset(DateTime From, TimeSpan Offset);
