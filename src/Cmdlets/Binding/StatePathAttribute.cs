using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Refuses an object of this module as the path of a state file: its text would silently become the name of a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StatePathAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            SyncStateInfo state => state.Path,
            not null when value.GetType().Assembly == typeof(StatePathAttribute).Assembly =>
                throw new ArgumentTransformationMetadataException($"'{value}' is a {value.GetType().Name}, not the path of a state file. Give -Path a file, such as ./customers.state.json."),
            _ => inputData,
        };
    }
}
