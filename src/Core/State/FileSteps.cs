namespace RedshiftSync;

/// <summary>The steps in which files are replaced. Each is atomic or leaves only a temporary file behind; tests end the world between them.</summary>
internal class FileSteps
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileSteps Disk { get; } = new();

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Writes a new file with the permissions of another, or with the tightest ones where that one is missing.</summary>
    public virtual void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        // CreateNew does not follow a link that somebody planted under the temporary name.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(permissionsOf) ? File.GetUnixFileMode(permissionsOf) : OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        stream.Write(content);
        stream.Flush(flushToDisk: durable);
    }

    public virtual void Replace(string temporary, string path) => File.Move(temporary, path, overwrite: true);
}
