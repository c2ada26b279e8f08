namespace RedshiftSync;

/// <summary>Replaces a file so that every reader, at every moment and after a crash, sees either the old content or the new.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a temporary file beside the file, then renames it over the file. If that fails, the temporary file is removed.
    /// </summary>
    /// <param name="steps">How files are written.</param>
    /// <param name="path">The file. The caller resolves links, because the rename would replace a link.</param>
    /// <param name="content">The new content.</param>
    /// <param name="durable">
    /// Whether the content must have reached the disk before the rename. The rename itself is durable once the directory is flushed.
    /// </param>
    public static void Write(FileSteps steps, string path, byte[] content, bool durable)
    {
        // A fixed name: the caller holds the lock, and a file left by a killed process is replaced instead of piling up.
        var temporary = path + ".tmp";
        steps.Delete(temporary);
        try
        {
            steps.Create(temporary, content, permissionsOf: path, durable);
            steps.Replace(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(steps, temporary);
            throw;
        }
    }

    private static void TryDelete(FileSteps steps, string path)
    {
        try
        {
            steps.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The earlier failure is the one to report.
        }
    }
}
