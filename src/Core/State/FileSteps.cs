namespace RedshiftSync;

/// <summary>
/// The file operations that replace a file. Tests override them to simulate a failure, a crash or a power cut between two operations.
/// </summary>
internal class FileSteps
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileSteps Disk { get; } = new();

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>
    /// Writes a new file with the permissions of another file, or accessible to its owner only if that file does not exist. Owner, group
    /// and access control list are those of a new file.
    /// </summary>
    public virtual void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        // CreateNew does not follow a malicious link under the temporary name.
        var options =
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        if (!OperatingSystem.IsWindows() && File.Exists(permissionsOf))
        {
            // Set after creation, because the umask restricts the mode of a new file. On a file system without permissions both modes are
            // equal.
            var mode = File.GetUnixFileMode(permissionsOf);
            if (File.GetUnixFileMode(stream.SafeFileHandle) != mode)
            {
                File.SetUnixFileMode(stream.SafeFileHandle, mode);
            }
        }

        stream.Write(content);
        stream.Flush(flushToDisk: durable);
    }

    public virtual void Replace(string temporary, string path) => File.Move(temporary, path, overwrite: true);

    /// <summary>Makes files created, renamed and removed in a file's directory durable. On Windows, the file system does this.</summary>
    public virtual void FlushDirectoryOf(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFile.FlushDirectory(Path.GetDirectoryName(path)!);
        }
    }
}
