using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace RedshiftSync;

/// <summary>
/// Where the adapters and what they depend on live, so that another module's Npgsql or SQLite in the same session neither disturbs them nor
/// is disturbed. Core is shared with the default context: its interfaces are the border.
/// </summary>
internal sealed class AdapterLoadContext(string adaptersPath) : AssemblyLoadContext("RedshiftSync.Adapters")
{
    private const string Precompiled = "precompiled/linux-x64";

    private static readonly bool IsPrecompiled =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.Version.Major >= 10;

    private readonly AssemblyDependencyResolver _resolver = new(adaptersPath);

    /// <summary>Loads the adapters themselves.</summary>
    public Assembly LoadAdapters() => LoadFastest(adaptersPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var core = typeof(IAdapters).Assembly;
        if (assemblyName.Name == core.GetName().Name)
        {
            return core;
        }

        // What PowerShell's own runtime brings is taken from there: a second copy would only cost time and memory.
        if (assemblyName.Name?.StartsWith("System.", StringComparison.Ordinal) == true && TryDefault(assemblyName) is { } shared)
        {
            return shared;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFastest(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // The same assembly with its code compiled ahead, where there is one for this platform and runtime.
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
