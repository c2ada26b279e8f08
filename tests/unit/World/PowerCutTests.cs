using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// A power cut after any step leaves a readable state that is not ahead of the rows that have arrived and not behind the position that was
/// reported as safe.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private const int Rows = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly DirectoryInfo _remains = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly Dictionary<string, long?> _known = [];
    private long _arrived;

    private string Target => Path.Combine(_folder.FullName, "s.json");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _remains.Delete(recursive: true);
    }

    [Fact]
    public void A_power_cut_during_a_write_leaves_the_old_state_or_the_new()
    {
        var disk = new PowerCutDisk(() => _arrived);
        for (var position = 1; position <= 3; position++)
        {
            _arrived = position;
            using var file = new StateFile(Target, disk);
            file.Lock();
            file.Write(State(position));
            disk.Acknowledge(position);
        }

        CheckEveryCut(disk);
    }

    [Fact]
    public void A_power_cut_during_removal_never_looks_like_damage_and_removal_is_durable()
    {
        _arrived = 2;
        var disk = new PowerCutDisk(() => _arrived);
        using (var file = new StateFile(Target, disk))
        {
            file.Lock();
            file.Write(State(1));
            file.Write(State(2));
        }

        var begin = disk.Count;
        using (var file = new StateFile(Target, disk))
        {
            file.Lock();
            file.Delete();
        }

        for (var steps = begin; steps <= disk.Count; steps++)
        {
            foreach (var remains in disk.Remains(steps))
            {
                var key = Read(remains);
                Assert.True(key is 2 or null, $"{key} after {steps} steps");
                Assert.True(steps < disk.Count || key is null, "The state came back.");
            }
        }
    }

    [Fact]
    public void A_power_cut_in_a_pipeline_never_leaves_a_state_ahead_of_its_rows() => Sync((file, source, disk) =>
    {
        using var run = new PipelineRun<FakeRow>(file, source, TestData.Request, TestData.Copy, new RecordingObserver());
        var rows = new List<FakeRow>();
        while (run.ReadAvailable(rows))
        {
        }

        run.Stage(always: true);
        _arrived = rows.Max(r => r.Id!.Value);
        run.Promote();
        disk.Acknowledge(_arrived);
    });

    [Fact]
    public void A_power_cut_between_batches_never_leaves_a_state_ahead_of_its_rows() => Sync((file, source, disk) =>
    {
        ScriptBlockRun.Execute<FakeRow>(file, source, TestData.Request, batchSize: 5, TestData.Copy, Deliver, new RecordingObserver());
        disk.Acknowledge(_arrived);

        void Deliver(List<FakeRow> batch)
        {
            // A batch is known to be safe once the next one is delivered.
            disk.Acknowledge(_arrived);
            _arrived = batch.Max(r => r.Id!.Value);
        }
    });

    [Fact]
    public void A_power_cut_during_a_load_never_leaves_a_state_ahead_of_the_destination()
    {
        var destination = new FakeDestination();
        Sync(
            (file, source, disk) =>
            {
                var request = new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source);
                using var target = new ReconnectingDestination(_ => destination, request, new RetryPolicy(new ImmediateRetry(), 2));
                DestinationRun.Execute(file, source, target, TestData.Request, batchSize: 2, new RecordingObserver());
                disk.Acknowledge(destination.Checkpoint!.Watermark.Key!.Value.Integer!.Value);
            },
            () => destination.Checkpoint?.Watermark.Key?.Integer ?? 0);
    }

    // Two runs, the second one with more rows.
    private void Sync(Action<StateFile, ReconnectingSource, PowerCutDisk> run, Func<long>? arrived = null)
    {
        var disk = new PowerCutDisk(arrived ?? (() => _arrived));
        var rows = Enumerable.Range(1, Rows).Select(id => new FakeRow(SyncState.DefaultStart.AddDays(id), id, $"v{id}")).ToArray();
        foreach (var count in new[] { Rows / 2, Rows })
        {
            using var source = new FakeSource(rows[..count], TestData.Clock).Access(new RecordingObserver());
            using var file = new StateFile(Target, disk);
            file.Lock();
            run(file, source, disk);
        }

        Assert.Equal(Rows, disk.AcknowledgedAfter(disk.Count));
        CheckEveryCut(disk);
    }

    private void CheckEveryCut(PowerCutDisk disk)
    {
        for (var steps = 0; steps <= disk.Count; steps++)
        {
            foreach (var remains in disk.Remains(steps))
            {
                var key = Read(remains) ?? 0;
                Assert.True(
                    key <= disk.ArrivedAfter(steps),
                    $"The state is at {key} when rows have arrived up to {disk.ArrivedAfter(steps)}, after {steps} steps.");
                Assert.True(
                    key >= disk.AcknowledgedAfter(steps),
                    $"The state is at {key} when {disk.AcknowledgedAfter(steps)} was safe, after {steps} steps.");
            }
        }

        // The next writer succeeds with any remains.
        foreach (var remains in disk.Remains(disk.Count - 2))
        {
            Restore(remains);
            var path = Path.Combine(_remains.FullName, "s.json");
            using (var file = new StateFile(path, new CrashingFileSteps()))
            {
                file.Lock();
                file.Write(State(100));
            }

            Assert.Equal(100, Read(path));
        }
    }

    // The state on a disk with these files. Many cuts leave the same files.
    private long? Read(Dictionary<string, byte[]> remains)
    {
        var signature = PowerCutDisk.Signature(remains);
        if (!_known.TryGetValue(signature, out var key))
        {
            Restore(remains);
            var path = Path.Combine(_remains.FullName, "s.json");
            if (File.Exists(path + ".bak"))
            {
                // A backup, if there is one, is valid as well.
                _ = Read(path + ".bak");
            }

            key = _known[signature] = Read(path);
        }

        return key;
    }

    private void Restore(Dictionary<string, byte[]> remains)
    {
        foreach (var file in _remains.GetFiles())
        {
            file.Delete();
        }

        foreach (var (name, content) in remains)
        {
            File.WriteAllBytes(Path.Combine(_remains.FullName, name), content);
        }
    }

    private static long? Read(string path)
    {
        using var file = new StateFile(path);
        return file.Read()?.Watermark?.Key?.Integer;
    }

    private static SyncState State(long key) =>
        SyncState.New(null, SyncState.DefaultStart) with { Watermark = new(SyncState.DefaultStart, key) };

}
