namespace RedshiftSync;

/// <summary>
/// The name under which state files and destinations keep a zone: the IANA name on every operating system, and none for UTC.
/// </summary>
internal static class ZoneName
{
    /// <summary>Null for a zone that is UTC by another name.</summary>
    public static TimeZoneInfo? Normalize(TimeZoneInfo? zone) =>
        zone is null || (zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime) ? null : zone;

    /// <summary>The name of a zone; a custom zone keeps its own.</summary>
    public static string? Of(TimeZoneInfo? zone) => ToIana(zone?.Id);

    /// <summary>The IANA name for a Windows name; any other name as it is.</summary>
    public static string? ToIana(string? name) =>
        name is not null && TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var iana) ? iana : name;
}
