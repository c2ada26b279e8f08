using System.Management.Automation;

namespace RedshiftSync;

/// <summary>
/// Leaves a table parameter at its default when a connection comes down the pipeline: the binder gives it to -Connection and then, as text,
/// to every other parameter that takes text by value.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionIsNoTableAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is Connection or PSObject { BaseObject: Connection } ? Commands.TableCommand.DefaultTable : inputData;
}
