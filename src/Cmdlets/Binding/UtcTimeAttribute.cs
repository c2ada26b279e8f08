using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Turns what is given for a time into UTC, alike in every culture: text or a DateTime without a zone is UTC, a local DateTime (Get-Date)
/// is converted, and a length of time (7d, 12h, a TimeSpan) means that long ago by this machine's clock. The stock binder would read text
/// in the local zone.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UtcTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            DateTimeOffset time => IsoTimestamp.CeilingToMicrosecond(time.UtcDateTime),
            DateTime { Kind: DateTimeKind.Local } time => IsoTimestamp.CeilingToMicrosecond(time.ToUniversalTime()),
            DateTime time => IsoTimestamp.CeilingToMicrosecond(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            string text when IsoTimestamp.TryParse(text, out var utc) => IsoTimestamp.CeilingToMicrosecond(utc),
            null => null,
            _ when inputData is not null && IsLength(inputData) && LagAttribute.TryRead(inputData, out var ago) && ago < DateTime.UtcNow - DateTime.MinValue =>
                IsoTimestamp.CeilingToMicrosecond(DateTime.UtcNow - ago),
            _ => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time that reads the same everywhere. Write it year first, as 2024-05-01, 2024-05-01T12:30:00 (UTC) or 2024-05-01T12:30:00+02:00, write 7d or 12h for that long ago, or pass a DateTime or TimeSpan."),
        };
    }

    // Not 12:30, which reads as a time of day, and not 0. To the parser 7d is a number; as text it is what was typed.
    private static bool IsLength(object input) =>
        input is TimeSpan or PSObject { BaseObject: TimeSpan }
        || (LanguagePrimitives.ConvertTo<string>(input).Trim() is var text && text != "0" && !text.Contains(':', StringComparison.Ordinal));
}
