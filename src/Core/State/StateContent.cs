namespace RedshiftSync;

/// <summary>Reads the bytes of a state file or its backup, and recognizes them.</summary>
internal static class StateContent
{
    // A state with a full history is about 5 KB; a device or a wrong file must not be read to its end.
    private const int MaxLength = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">The path is not a file, or cannot be read.</exception>
    /// <exception cref="SyncException">StateFileDamaged: the file is too large to be a state.</exception>
    public static byte[] Read(string path)
    {
        RegularFile.Check(path);

        // Delete is shared so that it does not block a writer's rename on Windows.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var expected = stream.CanSeek && stream.Length > 0 ? Math.Min(stream.Length, MaxLength) : MaxLength;
        var buffer = new byte[expected + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length == buffer.Length ? throw StateErrors.NotAState(path) : buffer[..length];
    }

    /// <summary>Whether a file can be read and is a state, perhaps a damaged one.</summary>
    public static bool LooksLikeState(string path)
    {
        try
        {
            return StateRecognition.LooksLikeState(Read(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SyncException)
        {
            return false;
        }
    }

    /// <summary>Returns the content of a valid state file; null if the file is missing, damaged or unreadable.</summary>
    public static byte[]? FindGood(string path)
    {
        try
        {
            var content = Read(path);
            _ = StateDocument.Parse(content, path);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or SyncException)
        {
            return null;
        }
    }
}
