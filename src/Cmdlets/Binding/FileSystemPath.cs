using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Turns PowerShell paths into file system paths. Files that do not exist yet are fine.</summary>
internal static class FileSystemPath
{
    private const string FileSystem = "FileSystem";

    /// <exception cref="SyncException">PathInvalid.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        ThrowIfNoPath(path);
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
        ThrowIfNoPath(path);
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [Resolve(cmdlet, path)];
        }

        try
        {
            var resolved = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            return provider.Name == FileSystem ? resolved : throw NotAFile(path, $"it belongs to the provider {provider.Name}", null);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or ArgumentException)
        {
            throw NotAFile(path, e.Message, e);
        }
    }

    // Not quoted: it can hold a password.
    private static void ThrowIfNoPath(string path)
    {
        if (AddressText.IsNoPath(path))
        {
            throw new SyncException(
                ErrorId.PathInvalid,
                "The path reads like an address or a connection string.",
                "Give the path of a file; one that has an equals sign in its name can be written with its folder, as in ./a=b.json. "
                    + "A colon before an @ is never taken for a part of a path.",
                null);
        }
    }

    private static SyncException NotAFile(string path, string problem, Exception? cause) =>
        new(ErrorId.PathInvalid, $"'{path}' is not a path in the file system: {problem.TrimEnd('.')}.", "", path, cause);
}
