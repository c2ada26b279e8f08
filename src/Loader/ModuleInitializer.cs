using System.Management.Automation;
using System.Runtime.Loader;

namespace RedshiftSync;

/// <summary>
/// Loads Core when the module is imported, so that its types can be found by name, and precompiled where possible: a manifest cannot choose
/// a file by platform. PowerShell calls it before it looks at the cmdlets, and nothing up to then needs Core.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private const string Core = "RedshiftSync.Core";

    /// <inheritdoc/>
    public void OnImport()
    {
        // Another runspace of this process may have imported the module already.
        if (!AssemblyLoadContext.Default.Assemblies.Any(a => a.GetName().Name == Core))
        {
            var folder = Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;
            AssemblyLoadContext.Default.LoadFromAssemblyPath(PrecompiledAssembly.Find(Path.Combine(folder, Core + ".dll")));
        }
    }
}
