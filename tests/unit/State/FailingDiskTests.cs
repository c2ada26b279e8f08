using RedshiftSync.UnitTests.World;

namespace RedshiftSync.UnitTests.State;

/// <summary>
/// A disk that is full, read-only or broken at any step keeps the previous state and nothing else, and the lock is released.
/// </summary>
public sealed class FailingDiskTests : IDisposable
{
    private const int MaxSteps = 30;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private string Target => Path.Combine(_folder.FullName, "s.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(FailingFileSteps.NoSpace)]
    [InlineData(FailingFileSteps.ReadOnlyFileSystem)]
    [InlineData(FailingFileSteps.InputOutput)]
    public void A_failing_step_keeps_the_previous_state(int errorNumber)
    {
        Write(1, FileSteps.Disk);
        Write(2, FileSteps.Disk);
        var failures = 0;
        for (var step = 0; step < MaxSteps; step++)
        {
            var steps = new FailingFileSteps(step, errorNumber);
            var error = Record.Exception(() => Write(3, steps));
            if (error is null)
            {
                break;
            }

            failures++;
            Assert.Equal(ErrorId.StateFileNotWritable, Assert.IsType<SyncException>(error).ErrorId);

            // The directory is flushed after the rename: only the durability of the new state is uncertain then.
            Assert.Equal(steps.IsFlush ? 3 : 2, Read());
            Assert.Equal(["s.json", "s.json.bak"], Names());
            Write(2, FileSteps.Disk);
        }

        // Three steps each for the lock's owner file, for the test replacement of both files, and for both files; then the flush.
        Assert.Equal(16, failures);
        Assert.Equal(3, Read());
    }

    [Theory]
    [InlineData(FailingFileSteps.NoSpace)]
    [InlineData(FailingFileSteps.InputOutput)]
    public void A_lock_that_could_not_be_completed_is_released_at_once(int errorNumber)
    {
        Write(1, FileSteps.Disk);
        Write(2, FileSteps.Disk);
        for (var step = 0; step < 9; step++)
        {
            using var failed = new StateFile(Target, new FailingFileSteps(step, errorNumber));
            Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(failed.Lock).ErrorId);
            Assert.Equal(["s.json", "s.json.bak"], Names());

            // The first one has not been disposed.
            using var next = new StateFile(Target);
            next.Lock();
        }
    }

    [Fact]
    public void A_lock_is_released_after_any_failure()
    {
        var unexpected = new CrashingFileSteps(1);
        using var failed = new StateFile(Target, unexpected);
        Assert.Throws<ProcessKilledException>(failed.Lock);

        using var next = new StateFile(Target);
        next.Lock();
    }

    [Fact]
    public void Locking_fails_for_a_file_that_cannot_be_replaced()
    {
        Write(1, FileSteps.Disk);
        Write(2, FileSteps.Disk);

        foreach (var fixedPath in new[] { Target, Target + ".bak" })
        {
            using var file = new StateFile(Target, new FixedFile(fixedPath));
            Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(file.Lock).ErrorId);
            Assert.Equal(2, Read());
            Assert.Equal(["s.json", "s.json.bak"], Names());
        }
    }

    [Fact]
    public void Locking_fails_if_the_backup_is_a_folder()
    {
        Directory.CreateDirectory(Target + ".bak");
        using var file = new StateFile(Target);
        Assert.Equal(ErrorId.StateFileNotWritable, Assert.Throws<SyncException>(file.Lock).ErrorId);
    }

    private void Write(long key, FileSteps steps)
    {
        using var file = new StateFile(Target, steps);
        file.Lock();
        file.Write(SyncState.New(null, SyncState.DefaultStart) with { Watermark = new(SyncState.DefaultStart, key) });
    }

    private long? Read()
    {
        using var file = new StateFile(Target);
        return file.Read()?.Watermark?.Key?.Integer;
    }

    private string[] Names() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    // Like a bind-mounted file: it can be read and written, but not replaced by a rename.
    private sealed class FixedFile(string path) : FileSteps
    {
        private const int Busy = 16;

        public override void Replace(string temporary, string path1)
        {
            if (path1 == path)
            {
                throw new IOException("Device or resource busy", Busy);
            }

            base.Replace(temporary, path1);
        }
    }
}
