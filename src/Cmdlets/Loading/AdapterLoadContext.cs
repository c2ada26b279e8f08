using System.Reflection;
using System.Runtime.Loader;

namespace RedshiftSync;

/// <summary>
/// Loads the adapters and their dependencies separately from another Npgsql or SQLite that the session may have loaded. Core is shared with
/// the default context, because both sides use its interfaces.
/// </summary>
internal sealed class AdapterLoadContext(string adaptersPath) : AssemblyLoadContext("RedshiftSync.Adapters")
{
    private readonly AssemblyDependencyResolver _resolver = new(adaptersPath);

    /// <summary>Loads the assembly of the adapters.</summary>
    public Assembly LoadAdapters() => LoadFromAssemblyPath(PrecompiledAssembly.Find(adaptersPath));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var core = typeof(IAdapters).Assembly;
        if (assemblyName.Name == core.GetName().Name)
        {
            return core;
        }

        // Assemblies of PowerShell's own runtime are shared; a second copy would cost time and memory.
        if (assemblyName.Name?.StartsWith("System.", StringComparison.Ordinal) == true && TryDefault(assemblyName) is { } shared)
        {
            return shared;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(PrecompiledAssembly.Find(path))
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static Assembly? TryDefault(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            return null;
        }
    }
}
