using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Removes the default connection, and with it the password, when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => DefaultConnection.Current = null;
}
