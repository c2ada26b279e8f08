using System.Management.Automation;
using System.Reflection;

namespace RedshiftSync;

/// <summary>
/// Says, when a cmdlet is disposed, whether the pipeline around it failed. No public member does: a command further down whose end block
/// throws (Export-Csv on a full disk) leaves Stopping false. The engine keeps it in <c>PipelineProcessor.ExecutionFailed</c>, which is only read.
/// </summary>
internal static class PipelineStatus
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Engine = typeof(PSCmdlet).Assembly;

    private static readonly PropertyInfo? Processor = Engine.GetType("System.Management.Automation.MshCommandRuntime")?.GetProperty("PipelineProcessor", Instance);

    private static readonly PropertyInfo? Failed = Engine.GetType("System.Management.Automation.Internal.PipelineProcessor")?.GetProperty("ExecutionFailed", Instance);

    /// <returns>Null when this engine does not let it be known.</returns>
    public static bool? HasFailed(ICommandRuntime runtime) =>
        Processor?.DeclaringType!.IsInstanceOfType(runtime) == true && Processor.GetValue(runtime) is { } processor ? Failed?.GetValue(processor) as bool? : null;
}
