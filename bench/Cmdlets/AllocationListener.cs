using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Management.Automation;

namespace RedshiftSync.Bench.Cmdlets;

/// <summary>Samples which types are allocated while a script block runs.</summary>
[Cmdlet(VerbsDiagnostic.Trace, "Allocation")]
public sealed class TraceAllocationCommand : PSCmdlet
{
    /// <summary>What to run.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Script { get; set; } = ScriptBlock.Create("");

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        using var listener = new Listener();
        Script.Invoke();
        foreach (var (type, bytes) in listener.Types.OrderByDescending(t => t.Value).Take(25))
        {
            WriteObject($"{bytes / 1_000_000.0,8:0.0} MB  {type}");
        }
    }

    private sealed class Listener : EventListener
    {
        public ConcurrentDictionary<string, long> Types { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Verbose, (EventKeywords)1);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs e)
        {
            if (e.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true)
            {
                var type = (string)e.Payload![e.PayloadNames!.IndexOf("TypeName")]!;
                var amount = Convert.ToInt64(e.Payload[e.PayloadNames.IndexOf("AllocationAmount64")], System.Globalization.CultureInfo.InvariantCulture);
                Types.AddOrUpdate(type, amount, (_, sum) => sum + amount);
            }
        }
    }
}
