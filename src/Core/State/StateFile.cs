namespace RedshiftSync;

/// <summary>
/// A state file on disk: <c>&lt;state&gt;</c>, <c>&lt;state&gt;.bak</c> with the content before the last write, and the lock beside them.
/// Reading needs no lock, since a write replaces the file in one step; writing does.
/// </summary>
internal sealed class StateFile : IDisposable
{
    private const string BackupEnding = ".bak";

    private readonly FileSteps _steps;
    private StateLock? _lock;

    /// <summary>Creates an object for a state file. It resolves links, so that replacing the file keeps them.</summary>
    /// <param name="path">A full path. The file need not exist yet.</param>
    public StateFile(string path)
        : this(path, FileSteps.Disk)
    {
    }

    internal StateFile(string path, FileSteps steps)
    {
        Path = RegularFile.ResolveLinks(path);
        _steps = steps;
    }

    /// <summary>The path of the file, with links resolved.</summary>
    public string Path { get; }

    /// <summary>Whether there is a state file, or at least its backup.</summary>
    public bool Exists => File.Exists(Path) || File.Exists(BackupPath);

    private string BackupPath => Path + BackupEnding;

    /// <summary>
    /// Takes the lock until <see cref="Dispose"/>, and checks that the file can be replaced: no row is read if its checkpoint cannot be
    /// stored.
    /// </summary>
    /// <exception cref="SyncException">StateFileLocked, StateFileNotWritable, StateFileDamaged; the lock is not taken.</exception>
    public void Lock()
    {
        if (_lock is not null)
        {
            return;
        }

        CheckName();
        foreach (var path in new[] { Path, BackupPath })
        {
            if (Directory.Exists(path))
            {
                throw StateErrors.NotWritable(Path, path == Path ? "it is a folder" : $"'{path}' is a folder");
            }
        }

        if (File.Exists(Path) && File.GetAttributes(Path).HasFlag(FileAttributes.ReadOnly))
        {
            throw StateErrors.NotWritable(Path, "it is marked as read-only");
        }

        CheckBackup();
        _lock = StateLock.Acquire(Path, _steps);
        try
        {
            // Permissions do not show whether a file can be replaced: it may be immutable, or a bind mount. So it is replaced by its own
            // content. If there is no file yet, taking the lock has shown that files can be created and renamed.
            ChangeFiles(() =>
            {
                Rewrite(BackupPath);
                Rewrite(Path);
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads the state.</summary>
    /// <returns>Null if there is neither a file nor a backup.</returns>
    /// <exception cref="SyncException">StateFileDamaged, StateFileUnreadable, StateVersionNotSupported.</exception>
    public SyncState? Read()
    {
        try
        {
            return Parse(StateContent.Read(Path));
        }
        catch (FileNotFoundException)
        {
            return File.Exists(BackupPath) ? throw LoneBackup() : null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.Unreadable(Path, Directory.Exists(Path) ? "it is a folder" : e.Message, e);
        }
    }

    /// <summary>Reads the state before it is replaced or removed.</summary>
    /// <param name="force">
    /// Whether a damaged state, one of a newer version, or a lone backup is ignored. A file that is not a state is always an error.
    /// </param>
    /// <exception cref="SyncException">As for <see cref="Read()"/>.</exception>
    public SyncState? Read(bool force)
    {
        try
        {
            return Read();
        }
        catch (SyncException e) when (force && e.ErrorId is ErrorId.StateFileDamaged or ErrorId.StateVersionNotSupported && IsState())
        {
            return null;
        }
    }

    /// <summary>Checks that the file can be removed because it is a state.</summary>
    /// <param name="force">Whether a damaged one, or one of a newer version, may be removed.</param>
    /// <exception cref="SyncException">As for <see cref="Read()"/>.</exception>
    public void CheckRemovable(bool force)
    {
        CheckName();

        // A valid backup may be removed without its state: that is how to start over.
        if (File.Exists(Path) || StateContent.FindGood(BackupPath) is null)
        {
            _ = Read(force);
        }

        CheckBackup();
    }

    /// <summary>
    /// Replaces the state durably, after copying the previous content to the backup. A damaged file never becomes the backup.
    /// </summary>
    /// <exception cref="SyncException">StateFileNotWritable; the previous content is still in place.</exception>
    public void Write(SyncState state)
    {
        if (_lock is null)
        {
            throw new InvalidOperationException("The state file is written under its lock only.");
        }

        ChangeFiles(() =>
        {
            if (StateContent.FindGood(Path) is { } previous)
            {
                AtomicFile.Write(_steps, BackupPath, previous, durable: true);
            }

            AtomicFile.Write(_steps, Path, StateDocument.Serialize(state), durable: true);
            _steps.FlushDirectoryOf(Path);
        });
    }

    /// <summary>Removes the file and its backup. The caller has checked that it is a state.</summary>
    /// <exception cref="SyncException">StateFileNotWritable.</exception>
    public void Delete() => ChangeFiles(() =>
    {
        // The backup is removed first, and durably, because a lone backup counts as damage.
        _steps.Delete(BackupPath);
        _steps.FlushDirectoryOf(Path);
        _steps.Delete(Path);
        _steps.FlushDirectoryOf(Path);
    });

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    private SyncState Parse(byte[] content)
    {
        try
        {
            return StateDocument.Parse(content, Path);
        }
        catch (Exception e) when (e is InvalidDataException or SyncException)
        {
            throw !StateRecognition.LooksLikeState(content)
                ? StateErrors.NotAState(Path)
                : e is SyncException ? e : StateErrors.Damaged(Path, e.Message, StateContent.FindGood(BackupPath) is not null, e);
        }
    }

    // A backup can be read, but is changed only together with its state.
    private void CheckName()
    {
        if (Path.EndsWith(BackupEnding, StringComparison.OrdinalIgnoreCase))
        {
            throw StateErrors.IsBackup(Path, Path[..^BackupEnding.Length]);
        }
    }

    // The backup is replaced or removed along with the state, but the file at its path can be something else.
    private void CheckBackup()
    {
        if (File.Exists(BackupPath) && !StateContent.LooksLikeState(BackupPath))
        {
            throw StateErrors.NotABackup(BackupPath);
        }
    }

    private SyncException LoneBackup()
    {
        try
        {
            _ = StateDocument.Parse(StateContent.Read(BackupPath), BackupPath);
            return StateErrors.OnlyBackup(Path, isGood: true);
        }
        catch (SyncException e) when (e.ErrorId == ErrorId.StateVersionNotSupported && StateContent.LooksLikeState(BackupPath))
        {
            return e;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or SyncException)
        {
            return StateErrors.OnlyBackup(Path, isGood: false);
        }
    }

    // Whether the file, or the backup if there is no file, is a state, perhaps a damaged one.
    private bool IsState() => StateContent.LooksLikeState(File.Exists(Path) ? Path : BackupPath);

    private void Rewrite(string path)
    {
        if (StateContent.FindGood(path) is { } content)
        {
            AtomicFile.Write(_steps, path, content, durable: true);
        }
    }

    private void ChangeFiles(Action steps)
    {
        try
        {
            steps();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.NotWritable(Path, e.Message, e);
        }
    }
}
