using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftSync;

/// <summary>The two Unix calls that .NET lacks: a lock that is certain to be held, and flushing a directory.</summary>
internal static partial class UnixFile
{
    // The same on Linux and macOS.
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int OpenReadOnly = 0;
    private const int PermissionDenied = 13;

    /// <summary>
    /// Takes the exclusive lock of an open file, as FileShare.None does. .NET continues without it if the file system has no locks, and
    /// takes none if DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set; this method fails without locks and ignores the variable.
    /// </summary>
    /// <exception cref="IOException">Another process holds it, or there are no locks; HResult is the errno value.</exception>
    public static void Lock(SafeFileHandle file)
    {
        if (FLock(file, LockExclusive | LockNonBlocking) != 0)
        {
            throw LastError("its lock file cannot be locked");
        }
    }

    /// <summary>Flushes a directory, so that files created, renamed or removed in it stay so after a power cut.</summary>
    /// <exception cref="IOException">The disk failed. File systems that cannot flush a directory are ignored.</exception>
    public static void FlushDirectory(string path)
    {
        var descriptor = Open(path, OpenReadOnly);
        if (descriptor < 0)
        {
            // A directory may be writable without being readable. SQLite ignores this as well.
            if (Marshal.GetLastPInvokeError() == PermissionDenied)
            {
                return;
            }

            throw LastError("its directory cannot be opened");
        }

        // This retries when interrupted, uses F_FULLFSYNC on macOS, and ignores only EINVAL, ENOTSUP and EROFS.
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(directory);
    }

    private static IOException LastError(string what)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(number)}", number);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
