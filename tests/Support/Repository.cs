using System.Xml.Linq;

namespace RedshiftSync.TestSupport;

/// <summary>Paths in this repository, for a program built in it.</summary>
public static class Repository
{
    private const string Marker = "RedshiftSync.sln";

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The version under development.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").First().Value;

    /// <summary>The manifest of the staged module, which has the files of a release.</summary>
    public static string StagedManifest
    {
        get
        {
            var path = Path.Combine(Root, "out", "RedshiftSync", Version, "RedshiftSync.psd1");
            return File.Exists(path)
                ? path
                : throw new FileNotFoundException($"There is no staged module at '{path}': run ./build.sh stage first.", path);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds {Marker}.");
    }
}
