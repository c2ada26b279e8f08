using System.Management.Automation;

namespace RedshiftSync;

/// <summary>Converts PowerShell paths to file system paths.</summary>
internal static class FileSystemPath
{
    private const string FileSystem = "FileSystem";

    /// <summary>Converts a literal path to the full path of a file, which need not exist.</summary>
    /// <exception cref="SyncException">PathInvalid.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        var file = ResolveLiteral(cmdlet, path);

        // An asterisk is meant as a wildcard. Brackets are common in names.
        return Path.GetFileName(file).IndexOfAny(['*', '?']) < 0 || Exists(file)
            ? file
            : throw new SyncException(
                ErrorId.PathInvalid,
                $"There is no file '{file}', and wildcards are not expanded here.",
                "Give the path of one file, or pipe files from Get-ChildItem.",
                file);
    }

    /// <summary>
    /// Finds the files that match a pattern. A path without wildcards, or of a file with exactly that name, is taken literally.
    /// </summary>
    /// <exception cref="SyncException">PathInvalid.</exception>
    public static IReadOnlyCollection<string> Expand(PSCmdlet cmdlet, string path)
    {
        var literal = ResolveLiteral(cmdlet, path);
        return Exists(literal) ? [literal]
            : !WildcardPattern.ContainsWildcardCharacters(path) ? [ResolveLiteral(cmdlet, WildcardPattern.Unescape(path))]
            : InFileSystem(
                path,
                (out ProviderInfo provider) => cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider));
    }

    private delegate T PathQuery<T>(out ProviderInfo provider);

    private static string ResolveLiteral(PSCmdlet cmdlet, string path)
    {
        // The text is not quoted, because it can contain a password.
        if (AddressText.CannotBePath(path))
        {
            throw new SyncException(
                ErrorId.PathInvalid,
                "The path looks like an address or a connection string.",
                "Give the path of a file. If its name contains an equals sign, write it with its folder, as in ./a=b.json. "
                + "A path cannot have a colon before an @.",
                null);
        }

        return InFileSystem(
            path,
            (out ProviderInfo provider) => cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _));
    }

    private static T InFileSystem<T>(string path, PathQuery<T> query)
    {
        try
        {
            var found = query(out var provider);
            return provider.Name == FileSystem ? found : throw NotAFile($"it belongs to the provider {provider.Name}");
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw NotAFile("what stands before its colon is neither a drive nor a provider");
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw NotAFile("it is malformed");
        }
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    // Neither the path nor the engine's message is quoted, because a text with a colon can be a login with its password.
    private static SyncException NotAFile(string problem) => new(
        ErrorId.PathInvalid,
        $"The path is not one of the file system: {problem}.",
        "Give the path of a file. If its name contains a colon, write it with its folder, as in ./a:b.json.",
        null);
}
