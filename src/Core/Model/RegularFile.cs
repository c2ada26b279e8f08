namespace RedshiftSync;

/// <summary>
/// Distinguishes files from pipes, devices and sockets, because opening a pipe waits for its other end and cannot be stopped.
/// </summary>
internal static class RegularFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whether the path leads to something that is neither a file nor a folder.</summary>
    public static bool IsSpecial(string path) => !OperatingSystem.IsWindows() && UnixFile.IsSpecial(path);

    /// <summary>Returns the target of a link, which need not exist; the path itself if it is not a link.</summary>
    public static string ResolveLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Opening the file reports the problem.
            return path;
        }
    }

    /// <summary>
    /// Whether other users than the owner can read or write a file, which must not be if it contains a password. Always false on Windows.
    /// </summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    /// <summary>Checks that a path can be opened as a file, which need not exist.</summary>
    /// <exception cref="IOException">The path is a pipe or a device; the message is a clause.</exception>
    public static void Check(string path)
    {
        if (IsSpecial(path))
        {
            throw new IOException("it is a pipe or a device, not a file");
        }
    }
}
