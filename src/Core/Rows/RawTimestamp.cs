namespace RedshiftSync;

/// <summary>
/// Timestamps in wire format: microseconds since 2000. They are read raw because the driver silently converts <c>infinity</c> into the year
/// 9999.
/// </summary>
internal static class RawTimestamp
{
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long Earliest = (DateTime.MinValue.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long Latest = (DateTime.MaxValue.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <returns>False for infinity and for years outside 1 to 9999.</returns>
    public static bool TryRead(long raw, out DateTime time)
    {
        var representable = raw >= Earliest && raw <= Latest;
        time = representable ? Epoch.AddTicks(raw * TimeSpan.TicksPerMicrosecond) : default;
        return representable;
    }

    /// <summary>Converts a time into wire format.</summary>
    public static long Of(DateTime time) => (time.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Clamps a value to the range of representable times.</summary>
    public static DateTime Nearest(long raw) => Epoch.AddTicks(Math.Clamp(raw, Earliest, Latest) * TimeSpan.TicksPerMicrosecond);
}
