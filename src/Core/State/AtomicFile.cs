namespace RedshiftSync;

/// <summary>Replaces a file so that every reader, at every moment and after a crash, sees either the old content or the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, then renames over it.</summary>
    /// <param name="steps">How files are written.</param>
    /// <param name="path">The file; its links have to be resolved by the caller, or the rename would replace the link.</param>
    /// <param name="content">The new content.</param>
    /// <param name="durable">Whether the content must have reached the disk before the rename.</param>
    public static void Write(FileSteps steps, string path, byte[] content, bool durable)
    {
        // A fixed name: whoever calls holds the lock, and a file left by a kill is replaced instead of piling up.
        var temporary = path + ".tmp";
        steps.Delete(temporary);
        steps.Create(temporary, content, permissionsOf: path, durable);
        steps.Replace(temporary, path);
    }
}
