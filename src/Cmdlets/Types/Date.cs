using System.Diagnostics.CodeAnalysis;

namespace RedshiftSync;

/// <summary>
/// A date. To PowerShell it is the <see cref="DateTime"/> that it wraps: midnight, of kind Unspecified. As text it is ISO 8601 without a
/// time: <c>2024-03-01</c>. ConvertTo-Json adds the midnight: it has no form for a date alone.
/// </summary>
/// <remarks>The cast <c>[datetime]$row.born</c> returns the plain DateTime, which a database parameter needs.</remarks>
[SuppressMessage("Naming", "CA1716", Justification = "Redshift names the type so. Visual Basic, which has the keyword, writes [Date].")]
public sealed class Date : TimeValue<Date>
{
    internal Date(DateTime date)
        : base(Midnight(date), Midnight(date), "yyyy-MM-dd".Length)
    {
    }

    internal static Date? From(DateTime? date) => date is { } value ? new(value) : null;

    private static DateTime Midnight(DateTime date) => DateTime.SpecifyKind(date.Date, DateTimeKind.Unspecified);
}
