namespace RedshiftSync.UnitTests.World;

/// <summary>A process that ends at any step of the state writer leaves a readable state, the old one or the new.</summary>
public sealed class StateWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");

    private string Target => Path.Combine(_folder.FullName, "s.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crash_at_any_step_leaves_the_old_state_or_the_new(bool inTheMiddle)
    {
        Write(1, new CrashingFileSteps());
        Write(2, new CrashingFileSteps());
        var steps = Write(3, new CrashingFileSteps());

        for (var step = 0; step <= steps; step++)
        {
            var next = 10 + step;
            var before = Read();
            try
            {
                Write(next, new CrashingFileSteps(step, inTheMiddle));
                Assert.Equal(steps, step);
            }
            catch (ProcessKilledException)
            {
            }

            Assert.Contains(Read(), new long?[] { before, next });

            // The next writer succeeds with the remains.
            Write(next, new CrashingFileSteps());
            Assert.Equal(next, Read());
            Assert.Equal(["s.json", "s.json.bak"], _folder.GetFiles().Select(f => f.Name).Order());
        }
    }

    [Fact]
    public void A_crash_at_any_step_of_the_first_write_leaves_nothing_or_the_new_state()
    {
        // The last step flushes the directory: the new state exists before it.
        var steps = Write(1, new CrashingFileSteps());
        for (var step = 0; step < steps; step++)
        {
            File.Delete(Target);
            Assert.Throws<ProcessKilledException>(() => Write(1, new CrashingFileSteps(step, inTheMiddle: true)));
            Assert.Equal(step == steps - 1 ? 1 : null, Read());
        }
    }

    [Fact]
    public void A_crash_at_any_step_of_removal_never_looks_like_damage()
    {
        for (var step = 0; step < 4; step++)
        {
            Write(1, new CrashingFileSteps());
            Write(2, new CrashingFileSteps());
            using var file = new StateFile(Target, new CrashingFileSteps(step));
            Assert.Throws<ProcessKilledException>(file.Delete);
            Assert.Equal(step < 3 ? 2 : null, Read());
        }
    }

    private int Write(long key, CrashingFileSteps steps)
    {
        using var file = new StateFile(Target, steps);
        file.Lock();
        file.Write(SyncState.New(null, SyncState.DefaultStart) with { Watermark = new(SyncState.DefaultStart, key) });
        return steps.Taken;
    }

    private long? Read()
    {
        using var file = new StateFile(Target);
        return file.Read()?.Watermark?.Key?.Integer;
    }
}
