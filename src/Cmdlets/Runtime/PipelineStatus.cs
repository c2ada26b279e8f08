using System.Management.Automation;
using System.Reflection;

namespace RedshiftSync;

/// <summary>
/// Tells, when a cmdlet is disposed, whether the pipeline around it failed. No public member does: a command further down whose end block
/// throws (Export-Csv on a full disk) leaves Stopping false. The engine knows, in <c>PipelineProcessor.ExecutionFailed</c>.
/// </summary>
internal static class PipelineStatus
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Engine = typeof(PSCmdlet).Assembly;

    private static readonly PropertyInfo? Processor = Engine.GetType("System.Management.Automation.MshCommandRuntime")?.GetProperty("PipelineProcessor", Instance);

    private static readonly PropertyInfo? Failed = Engine.GetType("System.Management.Automation.Internal.PipelineProcessor")?.GetProperty("ExecutionFailed", Instance);

    /// <returns>Null when this engine does not let it be known.</returns>
    public static bool? HasFailed(ICommandRuntime runtime) => ProcessorOf(runtime) is { } processor ? Failed?.GetValue(processor) as bool? : null;

    /// <summary>Does nothing where this engine does not let it be known.</summary>
    public static void SetFailed(ICommandRuntime runtime, bool failed)
    {
        if (ProcessorOf(runtime) is { } processor && Failed is { CanWrite: true })
        {
            Failed.SetValue(processor, failed);
        }
    }

    private static object? ProcessorOf(ICommandRuntime runtime) => Processor?.DeclaringType!.IsInstanceOfType(runtime) == true ? Processor.GetValue(runtime) : null;
}
