using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace RedshiftSync.HelpBuilder;

/// <summary>The module's commands according to the engine.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyDictionary<string, CmdletInfo> Load(string manifest)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        using var shell = PowerShell.Create(state);
        var commands = shell.AddScript("param($manifest) (Import-Module $manifest -PassThru -ErrorAction Stop).ExportedCmdlets.Values")
            .AddParameter("manifest", manifest).Invoke<CmdletInfo>();
        foreach (var command in commands)
        {
            // Read while the session is open.
            _ = command.ParameterSets.Count + command.Parameters.Count;
        }

        return commands.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the engine adds the parameter to every command; its help is about_CommonParameters.</summary>
    public static bool IsCommon(string parameter) => Cmdlet.CommonParameters.Contains(parameter);
}
