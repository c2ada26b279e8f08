using System.Runtime.InteropServices;

namespace RedshiftSync.UnitTests.State;

public sealed class StateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private string Target => Path.Combine(_folder.FullName, "s.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_write_keeps_the_previous_content_in_the_backup()
    {
        Write(1);
        Write(2);

        Assert.Equal(2, Read(Target)?.Watermark?.Key);
        Assert.Equal(1, Read(Target + ".bak")?.Watermark?.Key);
        Assert.Equal(["s.json", "s.json.bak"], Names());
    }

    [Fact]
    public void A_new_file_is_accessible_to_its_owner_only_and_an_existing_one_keeps_its_mode()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write(1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Write(2);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Target));
    }

    // The umask applies to the whole process for a moment: files that other tests create meanwhile are private to their owner.
    [Fact]
    public void The_umask_does_not_change_the_mode_of_an_existing_file()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write(1);
        File.SetUnixFileMode(Target, (UnixFileMode)0b110_110_100);
        var before = SetUmask(0b000_111_111);
        try
        {
            Write(2);
        }
        finally
        {
            _ = SetUmask(before);
        }

        Assert.Equal((UnixFileMode)0b110_110_100, File.GetUnixFileMode(Target));
        Assert.Equal(2, Read(Target)?.Watermark?.Key);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var real = Path.Combine(_folder.FullName, "real.json");
        File.CreateSymbolicLink(Target, real);

        Write(1);

        Assert.NotNull(new FileInfo(Target).LinkTarget);
        Assert.Equal(1, Read(real)?.Watermark?.Key);
    }

    [Fact]
    public void A_lone_backup_is_an_error()
    {
        Write(1);
        Write(2);
        File.Delete(Target);

        Assert.Equal(ErrorId.StateFileDamaged, Assert.Throws<SyncException>(() => Read(Target)).ErrorId);
    }

    [Fact]
    public void A_missing_file_reads_as_null() => Assert.Null(Read(Target));

    [Theory]
    [InlineData("temporary file of a backup", "s.json.bak.tmp")]
    [InlineData("temporary file of the state", "s.json.tmp")]
    public void A_partly_written_file_from_a_crash_is_harmless(string what, string name)
    {
        Write(1);
        File.WriteAllText(Path.Combine(_folder.FullName, name), "half of");

        Assert.True(Read(Target)?.Watermark?.Key == 1, what);
        Write(2);
        Assert.Equal(2, Read(Target)?.Watermark?.Key);
        Assert.Equal(["s.json", "s.json.bak"], Names());
    }

    [Fact]
    public void A_damaged_file_is_refused_and_left_unchanged()
    {
        File.WriteAllText(Target, "{\"version\": 1, \"oops");

        Assert.Equal(ErrorId.StateFileDamaged, Assert.Throws<SyncException>(() => Read(Target)).ErrorId);
        Assert.Equal("{\"version\": 1, \"oops", File.ReadAllText(Target));
    }

    [Fact]
    public void A_damaged_file_never_becomes_the_backup()
    {
        Write(1);
        Write(2);
        File.WriteAllText(Target, "{\"version\": 1, \"source\": nul");

        Write(3);

        Assert.Equal(3, Read(Target)?.Watermark?.Key);
        Assert.Equal(1, Read(Target + ".bak")?.Watermark?.Key);
    }

    private void Write(long key)
    {
        using var file = new StateFile(Target);
        file.Lock();
        file.Write(SyncState.New(null, SyncState.DefaultStart) with { Watermark = new(SyncState.DefaultStart, key) });
    }

    private static SyncState? Read(string path)
    {
        using var file = new StateFile(path);
        return file.Read();
    }

    [DllImport("libc", EntryPoint = "umask")]
    private static extern uint SetUmask(uint mask);

    private string[] Names() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];
}
