using System.Management.Automation;
using System.Reflection;

namespace RedshiftSync;

/// <summary>
/// Tells, when a cmdlet is disposed, whether its pipeline failed. No public member does: a command further down whose end block throws
/// (Export-Csv on a full disk) leaves Stopping false. The engine's <c>PipelineProcessor.ExecutionFailed</c> is read and never written.
/// </summary>
internal static class PipelineStatus
{
    private static readonly PropertyInfo? Processor = Find("System.Management.Automation.MshCommandRuntime", "PipelineProcessor");

    private static readonly PropertyInfo? Failed = Find("System.Management.Automation.Internal.PipelineProcessor", "ExecutionFailed");

    /// <returns>Null when this version of the engine does not tell.</returns>
    public static bool? HasFailed(ICommandRuntime runtime) =>
        Processor?.DeclaringType!.IsInstanceOfType(runtime) == true && Processor.GetValue(runtime) is { } processor
            ? Failed?.GetValue(processor) as bool?
            : null;

    private static PropertyInfo? Find(string type, string property) => typeof(PSCmdlet).Assembly.GetType(type)?
        .GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
}
