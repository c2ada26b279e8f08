using System.Globalization;
using System.Management.Automation.Host;

namespace RedshiftSync.DevServer;

/// <summary>What the engine talks to: this process's console.</summary>
internal sealed class ConsoleHost : PSHost
{
    /// <summary>What the script gave to "exit", or null.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "RedshiftSync console";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new ConsoleHostUI();

    public override void SetShouldExit(int exitCode)
    {
        ExitCode = exitCode;
    }

    public override void EnterNestedPrompt()
    {
        throw new NotSupportedException("This host has no prompt.");
    }

    public override void ExitNestedPrompt()
    {
        throw new NotSupportedException("This host has no prompt.");
    }

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
