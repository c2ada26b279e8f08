using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// A point in time in UTC with whole microseconds. To PowerShell it is the <see cref="DateTimeOffset"/> that it wraps: it compares, sorts
/// and calculates like one, and ConvertTo-Json writes an ISO date. As text it is ISO 8601 with six digits and Z in every culture, which is
/// what Export-Csv and Format-Table show. (A plain DateTime would lose zone and microseconds there, and in some cultures the order of day
/// and month; a struct of our own would become an object of its parts in ConvertTo-Json.)
/// </summary>
public sealed class UtcTimestamp : PSObject, IFormattable
{
    internal UtcTimestamp(DateTime utc)
        : base(new DateTimeOffset(utc))
    {
        Utc = utc;
    }

    internal DateTime Utc { get; }

    internal static UtcTimestamp? From(DateTime? utc) => utc is { } value ? new(value) : null;

    /// <summary>ISO 8601, six digits, Z: <c>2024-05-01T12:30:00.000001Z</c>.</summary>
    public override string ToString() => IsoTimestamp.Format(Utc);

    // The base's would write an unformatted one as the culture has it, without the fraction: '{0}' -f $_.UpdatedAt.
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : ToString(format, formatProvider);
}
