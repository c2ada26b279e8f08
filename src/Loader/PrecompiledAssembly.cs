using System.Runtime.InteropServices;

namespace RedshiftSync;

/// <summary>Finds the assemblies whose code was compiled ahead. The module has them for one platform, where most nightly runs are.</summary>
internal static class PrecompiledAssembly
{
    private const string Folder = "precompiled/linux-x64";

    private static readonly bool IsSupported =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.Version.Major >= 10;

    /// <summary>The path of the precompiled copy of an assembly, or of the assembly itself where there is none for this process.</summary>
    public static string Find(string path)
    {
        var precompiled = Path.Combine(Path.GetDirectoryName(path)!, Folder, Path.GetFileName(path));
        return IsSupported && File.Exists(precompiled) ? precompiled : path;
    }
}
