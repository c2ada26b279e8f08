namespace RedshiftSync;

/// <summary>
/// A state file on disk: <c>&lt;state&gt;</c>, <c>&lt;state&gt;.bak</c> with the content before the last write, and the lock beside them.
/// Reading needs no lock, since a write replaces the file in one step; writing does.
/// </summary>
internal sealed class StateFile : IDisposable
{
    // A state with a full history is about 5 KB; a device or a mistaken file must not be read to its end.
    private const int MaxLength = 1 << 20;

    private readonly FileSteps _steps;
    private StateLock? _lock;

    /// <summary>Names a state file; links are resolved, so that replacing it keeps them.</summary>
    /// <param name="path">A full path. Nothing has to exist there yet.</param>
    public StateFile(string path)
        : this(path, FileSteps.Disk)
    {
    }

    internal StateFile(string path, FileSteps steps)
    {
        Path = ResolveLinks(path);
        _steps = steps;
    }

    /// <summary>Where the file is, behind any links.</summary>
    public string Path { get; }

    /// <summary>Whether there is a state file, or at least its backup.</summary>
    public bool Exists => File.Exists(Path) || File.Exists(BackupPath);

    private string BackupPath => Path + ".bak";

    /// <summary>Takes the lock until <see cref="Dispose"/>, and makes sure that the file can be written.</summary>
    /// <exception cref="SyncException">StateFileLocked, StateFileNotWritable.</exception>
    public void Lock()
    {
        if (Directory.Exists(Path))
        {
            throw StateErrors.NotWritable(Path, "it is a directory");
        }

        if (File.Exists(Path) && File.GetAttributes(Path).HasFlag(FileAttributes.ReadOnly))
        {
            throw StateErrors.NotWritable(Path, "it is marked as read-only");
        }

        _lock ??= StateLock.Acquire(Path);
    }

    /// <summary>Reads the state.</summary>
    /// <returns>Null when there is none and never was: neither the file nor a backup.</returns>
    /// <exception cref="SyncException">StateFileDamaged, StateFileUnreadable, StateVersionNotSupported.</exception>
    public SyncState? Read()
    {
        try
        {
            return StateDocument.Parse(ReadContent(), Path);
        }
        catch (FileNotFoundException)
        {
            return File.Exists(BackupPath) ? throw StateErrors.OnlyBackup(Path) : null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.Unreadable(Path, e);
        }
    }

    /// <summary>Replaces the state durably, after copying the previous content to the backup.</summary>
    /// <exception cref="SyncException">StateFileNotWritable; the previous content is still in place.</exception>
    public void Write(SyncState state)
    {
        if (_lock is null)
        {
            throw new InvalidOperationException("The state file is written under its lock only.");
        }

        try
        {
            if (File.Exists(Path))
            {
                AtomicFile.Write(_steps, BackupPath, ReadContent(), durable: false);
            }

            AtomicFile.Write(_steps, Path, StateDocument.Serialize(state), durable: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.NotWritable(Path, e.Message, e);
        }
    }

    /// <summary>Removes the file and its backup.</summary>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public void Delete()
    {
        try
        {
            // The backup first: alone it would count as damage.
            _steps.Delete(BackupPath);
            _steps.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.NotWritable(Path, e.Message, e);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private byte[] ReadContent()
    {
        // Delete is shared so that a writer's rename is not held up on Windows.
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var expected = stream.CanSeek && stream.Length > 0 ? Math.Min(stream.Length, MaxLength) : MaxLength;
        var buffer = new byte[expected + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length == buffer.Length ? throw StateErrors.Damaged(Path, "it is far too large for a state file") : buffer[..length];
    }

    private static string ResolveLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with it shows when it is read or locked.
            return path;
        }
    }
}
