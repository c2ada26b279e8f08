namespace RedshiftSync;

/// <summary>Replaces a file so that every reader, at every moment and after a crash, sees either the old content or the new.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside the file, then renames over it.</summary>
    /// <param name="path">The file; its links have to be resolved by the caller, or the rename would replace the link.</param>
    /// <param name="content">The new content.</param>
    /// <param name="durable">Whether the content must have reached the disk before the rename.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool durable)
    {
        // A fixed name: whoever calls holds the lock, and a file left by a kill is replaced instead of piling up.
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, Options(path)))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: durable);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static FileStreamOptions Options(string path)
    {
        // CreateNew does not follow a link that somebody planted under the temporary name.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.Exists(path) ? File.GetUnixFileMode(path) : OwnerOnly;
        }

        return options;
    }
}
