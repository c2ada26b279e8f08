namespace RedshiftSync;

/// <summary>Tells files from pipes, devices and sockets: opening a pipe waits for its other end for as long as nobody opens it, and no stop ends that.</summary>
internal static class RegularFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whether something is at the path, behind any links, that is neither a file nor a folder.</summary>
    public static bool IsSpecial(string path) => !OperatingSystem.IsWindows() && UnixFile.IsSpecial(path);

    /// <summary>The file behind any links, which need not exist; the path itself where it is no link.</summary>
    public static string ResolveLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with it shows when it is opened.
            return path;
        }
    }

    /// <summary>Whether anybody but its owner can read or write a file: too many for one that holds a password. Windows has other rules.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>Makes sure that a path can be opened as a file. Nothing has to exist there.</summary>
    /// <exception cref="IOException">It is something else; the message is a clause.</exception>
    public static void Check(string path)
    {
        if (IsSpecial(path))
        {
            throw new IOException("it is a pipe or a device, not a file");
        }
    }
}
