namespace RedshiftSync;

/// <summary>
/// A point in time in UTC with whole microseconds. To PowerShell it is the <see cref="DateTimeOffset"/> that it wraps. As text it is ISO
/// 8601 with six digits and Z: <c>2024-05-01T12:30:00.000001Z</c>.
/// </summary>
/// <remarks>
/// Not a DateTime, which compares wrongly with local times. PowerShell casts no DateTimeOffset to DateTime: a cast and a database parameter
/// need the plain value, <c>.UtcDateTime</c>.
/// </remarks>
public sealed class UtcTimestamp : TimeValue<UtcTimestamp>
{
    internal UtcTimestamp(DateTime utc)
        : base(new DateTimeOffset(ToMicroseconds(utc, DateTimeKind.Utc)), ToMicroseconds(utc, DateTimeKind.Utc), IsoTimestamp.Length)
    {
    }

    internal DateTime Utc => Time;

    internal static UtcTimestamp? From(DateTime? utc) => utc is { } value ? new(value) : null;
}
