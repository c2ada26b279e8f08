using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftSync;

/// <summary>Unix calls that .NET lacks: a lock that is certain to be held, flushing a directory, and the kind of a file.</summary>
internal static partial class UnixFile
{
    // The same on Linux and macOS.
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int OpenReadOnly = 0;
    private const int PermissionDenied = 13;

    private const int CurrentDirectory = -100;
    private const uint TypeOnly = 1;
    private const int StatusLength = 256;
    private const int TypeMask = 0xF000;
    private const int TypeDirectory = 0x4000;
    private const int TypeRegular = 0x8000;

    // The offset of the mode in Linux's struct statx, and in struct stat of macOS.
    private const int LinuxModeOffset = 28;
    private const int MacModeOffset = 4;

    /// <summary>
    /// Takes the exclusive lock of an open file, as FileShare.None does. .NET continues without it if the file system has no locks, and
    /// takes none if DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set; this method fails without locks and ignores the variable.
    /// </summary>
    /// <exception cref="IOException">Another process holds the lock, or there are no locks; HResult is the errno value.</exception>
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

    /// <summary>
    /// Whether a path leads to a pipe, a device or a socket. If the kind cannot be determined, the path counts as a file.
    /// </summary>
    public static bool IsSpecial(string path)
    {
        Span<byte> status = stackalloc byte[StatusLength];
        try
        {
            var isKnown = OperatingSystem.IsLinux() ? StatX(CurrentDirectory, path, 0, TypeOnly, ref status[0]) == 0
                : OperatingSystem.IsMacOS() && StatOfMac(path, ref status[0]) == 0;
            var mode = BitConverter.ToUInt16(status[(OperatingSystem.IsLinux() ? LinuxModeOffset : MacModeOffset)..]);
            return isKnown && (mode & TypeMask) is not (TypeRegular or TypeDirectory);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static int StatOfMac(string path, ref byte status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStat64(path, ref status) : MacStat(path, ref status);

    private static IOException LastError(string what)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(number)}", number);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStat64(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStat(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
