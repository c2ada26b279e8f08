using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RedshiftSync;

/// <summary>
/// Holds <c>&lt;state&gt;.lock</c> for the length of a run. The operating system releases it when the process ends, however it ends. A
/// second file names the holder, because no other process can open a file that .NET holds exclusively.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private const int MaxAttempts = 100;

    private readonly string _lockPath;
    private readonly FileStream _stream;

    private StateLock(FileStream stream, string lockPath)
    {
        _stream = stream;
        _lockPath = lockPath;
    }

    private string OwnerPath => OwnerOf(_lockPath);

    /// <summary>Takes the lock. If it fails, it leaves no files.</summary>
    /// <exception cref="SyncException">StateFileLocked, StateFileNotWritable.</exception>
    public static StateLock Acquire(string statePath, FileSteps steps)
    {
        var lockPath = statePath + ".lock";
        FileStream stream;
        try
        {
            stream = Open(lockPath);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw StateErrors.Locked(statePath, ReadOwner(OwnerOf(lockPath)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw StateErrors.NotWritable(statePath, e.Message, e);
        }

        var result = new StateLock(stream, lockPath);
        try
        {
            result.WriteOwner(steps);
            return result;
        }
        catch (Exception e)
        {
            result.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw StateErrors.NotWritable(statePath, e.Message, e);
            }

            throw;
        }
    }

    public void Dispose()
    {
        if (_stream.SafeFileHandle.IsClosed)
        {
            return;
        }

        Try(() => File.Delete(OwnerPath));
        if (!OperatingSystem.IsWindows())
        {
            // While the lock is held. A process that has opened the file, but not locked it yet, sees the length and opens the next file.
            Try(() =>
            {
                File.Delete(_lockPath);
                _stream.SetLength(1);
            });
        }

        _stream.Dispose();
    }

    private static bool IsHeldByAnother(Exception e) =>
        e is IOException { HResult: WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock };

    private static string OwnerOf(string lockPath) => lockPath + ".owner";

    // A lock file is empty until its holder removes it. A process that locks a non-empty one opened it just before it was removed: no other
    // process can open it any more, so the next attempt opens the current file.
    private static FileStream Open(string path)
    {
        var onClose = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, onClose);
            try
            {
                if (!OperatingSystem.IsWindows())
                {
                    UnixFile.Lock(stream.SafeFileHandle);
                }

                if (stream.Length == 0)
                {
                    return stream;
                }
            }
            catch (Exception e)
            {
                if (!IsHeldByAnother(e))
                {
                    // On a file system without locks, no process can hold the lock.
                    Try(() => File.Delete(path));
                }

                stream.Dispose();
                throw;
            }

            stream.Dispose();
        }

        throw new IOException($"'{path}' is not an empty file, so it belongs to something else.");
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A remaining file is harmless, because the next holder uses it.
        }
    }

    private void WriteOwner(FileSteps steps)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} ({ProcessName()}) on {Environment.MachineName} since {IsoTimestamp.Format(DateTime.UtcNow)}");
        AtomicFile.Write(steps, OwnerPath, Encoding.UTF8.GetBytes(text), durable: false);
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another run";
        }
    }

    private static string ProcessName()
    {
        using var process = Process.GetCurrentProcess();
        return process.ProcessName;
    }
}
