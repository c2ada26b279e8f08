using System.Runtime.InteropServices;

namespace RedshiftSync.UnitTests.State;

/// <summary>The lock on a state file.</summary>
public sealed class StateLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private string Target => Path.Combine(_folder.FullName, "s.json");

    public void Dispose() => _folder.Delete(recursive: true);

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

        Assert.Empty(_folder.GetFiles());
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

    [DllImport("libc", EntryPoint = "link", BestFitMapping = false)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
