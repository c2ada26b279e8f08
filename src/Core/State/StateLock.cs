using System.Diagnostics;
using System.Globalization;

namespace RedshiftSync;

/// <summary>
/// Holds <c>&lt;state&gt;.lock</c> for the length of a run. The operating system releases it when the process ends, however it ends. Who holds
/// it stands in a second file, because no other process can open a file that .NET holds exclusively.
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

    /// <exception cref="SyncException">StateFileLocked, StateFileNotWritable.</exception>
    public static StateLock Acquire(string statePath)
    {
        var lockPath = statePath + ".lock";
        try
        {
            var result = new StateLock(Open(lockPath), lockPath);
            result.WriteOwner();
            return result;
        }
        catch (IOException e) when (e.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock)
        {
            throw StateErrors.Locked(statePath, ReadOwner(OwnerOf(lockPath)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw StateErrors.NotWritable(statePath, e.Message, e);
        }
    }

    public void Dispose()
    {
        if (_stream.SafeFileHandle.IsClosed)
        {
            return;
        }

        Remove(OwnerPath);
        if (!OperatingSystem.IsWindows())
        {
            // While still held: once closed, the name may already be somebody else's lock.
            Remove(_lockPath);
        }

        _stream.Dispose();
    }

    private static string OwnerOf(string lockPath) => lockPath + ".owner";

    private static FileStream Open(string path)
    {
        var onClose = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, onClose);
            if (OperatingSystem.IsWindows() || IsStill(path, stream))
            {
                return stream;
            }

            stream.Dispose();
        }

        throw new IOException($"'{path}' keeps disappearing.");
    }

    // Its holder removes the file before closing it. If that happened between our opening and our locking it, we hold a file that nobody
    // else can find. A time of our own choosing, set through the handle, shows up under the path only if both are one file.
    private static bool IsStill(string path, FileStream stream)
    {
        var mark = DateTime.UnixEpoch.AddSeconds(2 * Random.Shared.Next(1, 700_000_000));
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, mark);
        return File.GetLastWriteTimeUtc(path) == mark;
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left over, it harms nobody: the next holder takes it.
        }
    }

    private void WriteOwner()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ({ProcessName()}) on {Environment.MachineName} since {IsoTimestamp.Format(DateTime.UtcNow)}");
        AtomicFile.Write(FileSteps.Disk, OwnerPath, System.Text.Encoding.UTF8.GetBytes(text), durable: false);
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
