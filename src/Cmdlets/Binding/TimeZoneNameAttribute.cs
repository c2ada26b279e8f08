using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Converts the IANA or Windows name of a time zone to the zone.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeZoneNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = EngineValue.Unwrap(inputData);
        return value switch
        {
            TimeZoneInfo zone => zone,
            string name when TimeZoneInfo.TryFindSystemTimeZoneById(name.Trim(), out var zone) => zone,
            null => null,
            _ => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time zone that this machine knows. "
                + "Write a name such as Europe/Berlin or America/New_York, or pass one from Get-TimeZone."),
        };
    }
}
