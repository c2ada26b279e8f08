using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RedshiftSync.TestSupport;

/// <summary>
/// The PowerShell engine in this process, with the staged module imported. It has the engine's own commands only
/// (Where-Object, ForEach-Object, Import-Module and the like): no Export-Csv, no Select-Object.
/// </summary>
public sealed class ModuleHost : IDisposable
{
    /// <summary>Opens a session and imports the staged module.</summary>
    public ModuleHost()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // The execution policy applies to format files, too; a test must not depend on the machine's.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        Runspace = RunspaceFactory.CreateRunspace(state);
        try
        {
            Runspace.Open();
            Run("Import-Module -Name $manifest -ErrorAction Stop", ("manifest", Repository.StagedManifest)).ThrowIfFailed();
        }
        catch
        {
            Runspace.Dispose();
            throw;
        }
    }

    /// <summary>The session.</summary>
    public Runspace Runspace { get; }

    /// <summary>Runs a script to its end. The variables given are set in the session first.</summary>
    public ScriptResult Run(string script, params (string Name, object? Value)[] variables)
    {
        using var running = BeginRun(script, variables);
        return running.Wait();
    }

    /// <summary>Starts a script without waiting, so that a test can stop it as Ctrl+C does.</summary>
    public RunningScript BeginRun(string script, params (string Name, object? Value)[] variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            Runspace.SessionStateProxy.SetVariable(name, value);
        }

        var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        return new RunningScript(shell);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Runspace.Dispose();
    }
}
