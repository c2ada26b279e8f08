using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// A table whose rows all have one time, synced by a job that is killed every few batches; in between, its state file and its destination
/// are restored from copies. The fake source sorts integers, so a position tells how many rows it covers.
/// </summary>
internal sealed class KilledJob : IDisposable
{
    private static readonly DateTime Stamp = TestData.Old;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly CrashingFileSteps _steps = new();
    private readonly StateFile _state;
    private readonly FakeSource _source;
    private readonly Random _random;
    private readonly int _rows;
    private readonly int _rowsPerRun;

    // The newest last: what there was after each kill.
    private readonly List<byte[]> _states = [];
    private readonly List<FakeDestination> _destinations = [];
    private FakeDestination _destination = new();

    public KilledJob(int rows, int kills, int seed)
    {
        _random = new Random(seed);
        (_rows, _rowsPerRun, BatchSize) = (rows, rows / kills, rows / kills / 8);
        var keys = Enumerable.Range(1, rows).ToArray();
        _random.Shuffle(keys);
        _source = new FakeSource(keys.Select(key => new FakeRow(Stamp, key)), TestData.Clock);
        _state = new StateFile(Path.Combine(_folder.FullName, "s.json"), _steps);
        _state.Lock();
    }

    public int BatchSize { get; }

    public int Kills { get; private set; }

    /// <summary>How many rows were written that the destination already had, beyond those that a lookback reads again.</summary>
    public long Repeated { get; private set; }

    private byte[] Content => File.ReadAllBytes(_state.Path);

    public void Dispose()
    {
        _state.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Runs until a run ends by itself with all rows delivered.</summary>
    /// <param name="request">What each run is asked to do.</param>
    /// <param name="isRestored">Whether copies are restored between the runs.</param>
    public void RunToTheEnd(SyncRequest request, bool isRestored = true)
    {
        // Restoring copies takes back half a run each time, on average.
        for (var runs = 0; !Run(request) || Covered < _rows; runs++)
        {
            Assert.InRange(runs, 0, 5 * (_rows / _rowsPerRun));
            // A full run that has begun, in the state and in the destination, is completed by others.
            request = request with { Full = request.Full && _state.Read()?.History?.Id != _destination.Checkpoint?.History?.Id };
            if (isRestored && !request.Full)
            {
                CheckClaim();
                Restore();
                CheckClaim();
            }
        }

        CheckClaim();
    }

    /// <summary>A state of another history, whose position is in the middle of the rows.</summary>
    public SyncState Middle => _state.Read()! with { Watermark = new(Stamp, _rows / 2), History = CheckpointHistory.Begin() };

    /// <summary>Replaces the state file.</summary>
    public void ReplaceState(SyncState state)
    {
        _steps.Restart();
        _state.Write(state);
    }

    /// <summary>Runs that are killed after their first commit, until one has nothing left to commit.</summary>
    public void KillAfterEachFirstBatch(SyncRequest request)
    {
        (_source.OnRead, _destination.OnWrite) = (null, null);
        for (var runs = 0; ; runs++)
        {
            Assert.InRange(runs, 0, _rows / BatchSize * 2);
            _steps.Restart();
            _destination.OnWritten = () => KillWhen(true);
            if (Execute(request))
            {
                break;
            }
        }

        CheckClaim();
        Assert.Equal(_rows, Covered);
    }

    /// <summary>Changes all names in the destination, under a later time: only a full run puts them right.</summary>
    public void SpoilDestination()
    {
        _states.Clear();
        _destinations.Clear();
        foreach (var (key, row) in _destination.Rows.ToArray())
        {
            _destination.Rows[key] = row with { Time = row.Time!.Value.AddDays(1), Name = "spoilt" };
        }
    }

    private int Covered =>
        _destination.Checkpoint is { } claim && claim.Watermark.CursorValue == Stamp ? (int?)claim.Watermark.Key?.Integer ?? 0 : 0;

    // Whether it ended by itself.
    private bool Run(SyncRequest request)
    {
        // One in four processes dies in the middle of the state file, the others while they read or around a commit.
        var kind = _random.Next(4);
        _steps.Restart(kind == 3 ? _random.Next(10) : int.MaxValue, endsInTheMiddle: _random.Next(2) == 0);
        var (begin, left) = (request.Full ? 0 : Covered, _random.Next(_rowsPerRun / 4));
        var seen = _destination.BatchSizes.Count;
        bool IsTime() => Covered - begin >= _rowsPerRun;
        _source.OnRead = () => KillWhen(kind == 0 && IsTime() && left-- == 0);
        _destination.OnWrite = _ => KillWhen(kind == 1 && IsTime());
        _destination.OnWritten = () => KillWhen(kind is 2 or 3 && IsTime());
        var isEnd = Execute(request);
        var written = _destination.BatchSizes.Skip(seen).Sum();
        Repeated += Math.Max(0, written - (Covered - begin) - (request.Lookback > 0 ? begin : 0));
        return isEnd;
    }

    private bool Execute(SyncRequest request)
    {
        var observer = new RecordingObserver();
        using var access = _source.Access(observer, maxRetry: 0);
        using var target = new ReconnectingDestination(
            _ => _destination, new(TestData.Schema.Table, TestData.Schema, TestData.Source), new RetryPolicy(new ImmediateRetry(), 0));
        try
        {
            DestinationRun.Execute(_state, access, target, request, BatchSize, observer);
            return true;
        }
        catch (ProcessKilledException)
        {
            Kills++;
            return false;
        }
    }

    private void KillWhen(bool isTime)
    {
        if (isTime || _steps.IsDead)
        {
            _steps.Kill();
        }
    }

    private void Restore()
    {
        if (File.Exists(_state.Path))
        {
            _states.Add(Content);
        }

        _destinations.Add(_destination.Copy());
        if (Back() is var state and > 0 && state < _states.Count)
        {
            File.WriteAllBytes(_state.Path, _states[^(state + 1)]);
        }

        if (Back() is var destination and > 0 && destination < _destinations.Count)
        {
            _destination = _destinations[^(destination + 1)].Copy();
        }
    }

    // How many kills ago the copy was made: mostly the last.
    private int Back() => Math.Max(0, _random.Next(6) - 3);

    private void CheckClaim()
    {
        foreach (var row in _source.Rows.Where(r => r.Id <= Covered))
        {
            Assert.True(_destination.Rows.TryGetValue(row.Id!.Value, out var there), $"{row} is missing, but claimed.");
            Assert.Equal(row, there);
        }
    }
}
