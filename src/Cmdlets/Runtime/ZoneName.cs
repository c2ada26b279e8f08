namespace RedshiftSync;

/// <summary>The name under which a zone is kept: the same on every operating system, and none for UTC.</summary>
internal static class ZoneName
{
    public static TimeZoneInfo? Normalize(TimeZoneInfo? zone) => zone is null || (zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime) ? null : zone;

    public static string? Of(TimeZoneInfo? zone) => zone is not null && TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : zone?.Id;
}
