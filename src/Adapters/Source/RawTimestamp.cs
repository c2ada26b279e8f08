using Npgsql;

namespace RedshiftSync.Adapters.Source;

/// <summary>
/// Timestamps as they are on the wire: microseconds since 2000, in UTC here. Read raw, because the driver turns <c>infinity</c> into the
/// year 9999 without a word.
/// </summary>
internal static class RawTimestamp
{
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly long Earliest = (DateTime.MinValue.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long Latest = (DateTime.MaxValue.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <returns>False for infinity and for years outside 1 to 9999.</returns>
    public static bool TryRead(NpgsqlDataReader reader, int ordinal, out DateTime utc)
    {
        var raw = reader.GetInt64(ordinal);
        var representable = raw >= Earliest && raw <= Latest;
        utc = representable ? Epoch.AddTicks(raw * TimeSpan.TicksPerMicrosecond) : default;
        return representable;
    }

    /// <summary>As near as can be shown: what lies outside becomes the nearest representable time.</summary>
    public static DateTime? ReadNearest(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : Epoch.AddTicks(Math.Clamp(reader.GetInt64(ordinal), Earliest, Latest) * TimeSpan.TicksPerMicrosecond);
}
