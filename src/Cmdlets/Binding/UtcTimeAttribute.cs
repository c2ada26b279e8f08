using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Turns what is given for a time into UTC, alike in every culture: a text or DateTime without a zone is UTC, a local DateTime (Get-Date)
/// is converted. The stock binder would read texts in the local zone.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UtcTimeAttribute : ArgumentTransformationAttribute
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
            _ => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time that reads the same everywhere. Write it year first, as 2024-05-01, 2024-05-01T12:30:00 (UTC) or 2024-05-01T12:30:00+02:00, or pass a DateTime."),
        };
    }
}
