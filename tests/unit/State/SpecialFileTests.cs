using System.Diagnostics;
using RedshiftSync.Adapters.Connecting;
using RedshiftSync.Adapters.Postgres;
using RedshiftSync.Adapters.Sqlite;
using RedshiftSync.TestSupport;

namespace RedshiftSync.UnitTests.State;

/// <summary>A pipe or a device is refused wherever a file belongs: it is neither opened, which can wait for ever, nor removed.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_no_file_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var host = new ModuleHost();
        foreach (var path in Create())
        {
            foreach (var script in new[]
            {
                "Get-RedshiftSyncState $path", "Set-RedshiftSyncState $path -UpdatedAt 2024-05-01",
                "Set-RedshiftSyncState $path -UpdatedAt 2024-05-01 -Force",
                "Clear-RedshiftSyncState $path", "Clear-RedshiftSyncState $path -Force",
            })
            {
                Assert.Equal(ErrorId.StateFileUnreadable, host.Run(script, ("path", path)).ErrorId?.Split(',')[0]);
            }

            Assert.Equal(
                ErrorId.ConfigurationInvalid, host.Run("Connect-Redshift -ConfigurationPath $path", ("path", path)).ErrorId?.Split(',')[0]);
            Assert.Equal(ErrorId.ParameterInvalid, Assert.Throws<SyncException>(() => SqliteFile.Recognizes(path)).ErrorId);
            Assert.Throws<IOException>(() => new TlsVerification(TlsMode.VerifyFull, path));
            Assert.Equal(ErrorId.ParameterInvalid, Assert.Throws<SyncException>(() => PasswordFile.Find(path, "h", 1, "d", "u")).ErrorId);

            // In the place of a backup, too.
            var state = path + ".json";
            Assert.Equal(
                ErrorId.StateFileDamaged,
                host.Run("Set-RedshiftSyncState $path -UpdatedAt 2024-05-01", ("path", state)).ErrorId?.Split(',')[0]);
            Assert.False(File.Exists(state));
            Assert.True(RegularFile.IsSpecial(state + ".bak"));
            Assert.True(RegularFile.IsSpecial(path));
        }
    }

    // Those of the system are left alone: a test that fails must not remove them.
    private List<string> Create()
    {
        var pipe = Path.Combine(_folder.FullName, "pipe.db");
        var device = Path.Combine(_folder.FullName, "device.db");
        foreach (var path in new[] { pipe, pipe + ".json.bak" })
        {
            Assert.Equal(0, Run("mkfifo", "-m", "600", path));
        }

        // Takes root.
        var isMade = new[] { device, device + ".json.bak" }.All(path => Run("mknod", "-m", "600", path, "c", "1", "3") == 0);
        return isMade ? [pipe, device] : [pipe];
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
