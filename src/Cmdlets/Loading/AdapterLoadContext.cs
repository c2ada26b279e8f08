using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace RedshiftSync;

/// <summary>
/// Loads the adapters and their dependencies separately from another Npgsql or SQLite that the session may have loaded. Core is shared with
/// the default context, because both sides use its interfaces.
/// </summary>
internal sealed class AdapterLoadContext(string adaptersPath) : AssemblyLoadContext("RedshiftSync.Adapters")
{
    private const string Precompiled = "precompiled/linux-x64";

    private static readonly bool IsPrecompiled =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.Version.Major >= 10;

    private readonly AssemblyDependencyResolver _resolver = new(adaptersPath);

    /// <summary>Loads the assembly of the adapters.</summary>
    public Assembly LoadAdapters() => LoadFastest(adaptersPath);

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

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFastest(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // Prefers the assembly with precompiled code, if there is one for this platform and runtime.
    private Assembly LoadFastest(string path)
    {
        var precompiled = Path.Combine(Path.GetDirectoryName(path)!, Precompiled, Path.GetFileName(path));
        return LoadFromAssemblyPath(IsPrecompiled && File.Exists(precompiled) ? precompiled : path);
    }

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
