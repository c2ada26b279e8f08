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
    public void A_second_lock_fails_and_names_the_holder()
    {
        using var first = new StateFile(Target);
        using var second = new StateFile(Target);
        first.Lock();

        var error = Assert.Throws<SyncException>(second.Lock);

        Assert.Equal(ErrorId.StateFileLocked, error.ErrorId);
        Assert.Contains($"process {Environment.ProcessId} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_lock_leaves_no_files()
    {
        using (var first = new StateFile(Target))
        {
            first.Lock();
        }

        Assert.Empty(Names());
        using var second = new StateFile(Target);
        second.Lock();
    }

    [Fact]
    public void Lock_files_of_a_killed_process_are_taken_over()
    {
        File.WriteAllText(Target + ".lock", "");
        File.WriteAllText(Target + ".lock.owner", "process 1");

        using var file = new StateFile(Target);
        file.Lock();
    }

    [Fact]
    public void Only_one_of_many_concurrent_threads_gets_the_lock()
    {
        for (var round = 0; round < 20; round++)
        {
            using var start = new Barrier(8);
            using var end = new Barrier(8);
            var holders = 0;
            var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                using var file = new StateFile(Target);
                start.SignalAndWait();
                try
                {
                    file.Lock();
                    Interlocked.Increment(ref holders);
                }
                catch (SyncException)
                {
                    // Another thread holds it.
                }

                end.SignalAndWait();
            })).ToArray();
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());

            Assert.Equal(1, holders);
        }
    }

    [Fact]
    public void Locking_fails_for_a_folder_and_in_a_missing_folder()
    {
        foreach (var path in new[] { _folder.FullName, Path.Combine(_folder.FullName, "missing", "s.json") })
        {
            using var file = new StateFile(path);
            Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(file.Lock).ErrorId);
        }
    }

    [Fact]
    public void Writing_without_the_lock_throws()
    {
        using var file = new StateFile(Target);
        Assert.Throws<InvalidOperationException>(() => file.Write(SyncState.New(null, SyncState.DefaultStart)));
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

    // A process that opened the file before its holder removed it, and locks it afterwards, must not believe that it holds the lock.
    [Fact]
    public void A_removed_lock_file_is_not_accepted_as_the_lock()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var first = new StateFile(Target);
        first.Lock();

        // A second link keeps the removed file accessible.
        Assert.Equal(0, Link(Target + ".lock", Target + ".kept"));
        first.Dispose();
        File.Move(Target + ".kept", Target + ".lock");

        using var late = new StateFile(Target);
        Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(late.Lock).ErrorId);
    }

    [Fact]
    public void A_lock_file_with_content_is_left_alone()
    {
        File.WriteAllText(Target + ".lock", "packages");
        using var file = new StateFile(Target);

        Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(file.Lock).ErrorId);
        Assert.Equal("packages", File.ReadAllText(Target + ".lock"));
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

    [DllImport("libc", EntryPoint = "link", BestFitMapping = false)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "umask")]
    private static extern uint SetUmask(uint mask);

    private string[] Names() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];
}
