namespace RedshiftSync;

/// <summary>
/// A date and time without a zone, with whole microseconds. To PowerShell it is the <see cref="DateTime"/> that it wraps, of kind
/// Unspecified. As text it is ISO 8601 with six digits and no zone: <c>2024-05-01T12:30:00.000001</c>.
/// </summary>
/// <remarks>The cast <c>[datetime]$row.created</c> returns the plain DateTime, which a database parameter needs.</remarks>
public sealed class Timestamp : TimeValue<Timestamp>
{
    internal Timestamp(DateTime time)
        : base(Unspecified(time), Unspecified(time), IsoTimestamp.LengthWithoutZone)
    {
    }

    internal static Timestamp? From(DateTime? time) => time is { } value ? new(value) : null;

    private static DateTime Unspecified(DateTime time) => ToMicroseconds(time, DateTimeKind.Unspecified);
}
