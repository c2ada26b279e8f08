using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Turns PowerShell paths into file system paths. Files that do not exist yet are fine.</summary>
internal static class FileSystemPath
{
    private const string FileSystem = "FileSystem";

    /// <exception cref="SyncException">PathInvalid.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            var resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == FileSystem ? resolved : throw NotAFile(path, $"it belongs to the provider {provider.Name}", null);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or ArgumentException)
        {
            throw NotAFile(path, e.Message, e);
        }
    }

    /// <summary>The files that a pattern stands for; a path without wildcards stands for itself, whether it exists or not.</summary>
    /// <exception cref="SyncException">PathInvalid.</exception>
    public static IReadOnlyCollection<string> Expand(PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [Resolve(cmdlet, path)];
        }

        var resolved = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        return provider.Name == FileSystem ? resolved : throw NotAFile(path, $"it belongs to the provider {provider.Name}", null);
    }

    private static SyncException NotAFile(string path, string problem, Exception? cause) =>
        new(ErrorId.PathInvalid, $"'{path}' is not a path in the file system: {problem.TrimEnd('.')}.", "", path, cause);
}
