using System.Management.Automation;
using System.Reflection;

namespace RedshiftSync;

/// <summary>
/// Determines whether a cmdlet's pipeline has failed, when the cmdlet is disposed. No public member reports it: Stopping is false after a
/// command downstream throws in its end block (Export-Csv on a full disk). The engine's <c>PipelineProcessor.ExecutionFailed</c> is read
/// and never written.
/// </summary>
internal static class PipelineStatus
{
    private static readonly PropertyInfo? Processor = Find("System.Management.Automation.MshCommandRuntime", "PipelineProcessor");

    private static readonly PropertyInfo? Failed = Find("System.Management.Automation.Internal.PipelineProcessor", "ExecutionFailed");

    /// <returns>Null if this version of the engine has no such property.</returns>
    public static bool? HasFailed(ICommandRuntime runtime) =>
        Processor?.DeclaringType!.IsInstanceOfType(runtime) == true && Processor.GetValue(runtime) is { } processor
            ? Failed?.GetValue(processor) as bool?
            : null;

    private static PropertyInfo? Find(string type, string property) => typeof(PSCmdlet).Assembly.GetType(type)?
        .GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
}
