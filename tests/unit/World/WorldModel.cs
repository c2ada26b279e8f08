using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// A changing table, a consumer and a destination that are synced from it, and everything that can fail in between. After each complete
/// sync, the model checks that no row was missed or invented; every version of a row has its own name.
/// </summary>
internal sealed class WorldModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly WorldTable _table = new();
    private readonly FakeDestination _destination = new();
    private readonly HashSet<string> _arrived = [];

    public void Dispose() => _folder.Delete(recursive: true);

    public void Do(WorldEvent happening)
    {
        switch (happening)
        {
            case ClockMoves move:
                _table.MoveClock(move.By);
                break;
            case RowsArrive rows:
                _table.Add(rows);
                break;
            case RowIsUpdated update:
                _table.Update(update);
                break;
            case SyncHappens sync:
                Sync(sync);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happening));
        }
    }

    /// <summary>Commits everything, syncs once more without failures, and compares everything.</summary>
    public void CheckFinalState()
    {
        _table.MoveClock(10 * WorldTable.Lag);
        foreach (var mode in new[] { SyncMode.Pipeline, SyncMode.Destination })
        {
            Sync(new SyncHappens(mode, 7, Trouble.None, 0, 0, IsFull: false, MaxRow: null, Lookback: TimeSpan.Zero));
        }

        Assert.True(_table.IsEverythingCommitted);
        var newest = _table.Due(_table.Source.Clock).GroupBy(r => r.Id).ToDictionary(g => g.Key!.Value, g => g.Max(r => r.Time));
        Assert.Equal(newest, _destination.Rows.Where(r => r.Value.Time is not null).ToDictionary(r => r.Key, r => r.Value.Time));
    }

    private void Sync(SyncHappens sync)
    {
        var steps = new CrashingFileSteps(
            sync.Trouble == Trouble.StateWriterDies ? sync.At % 40 : int.MaxValue, inTheMiddle: sync.At % 2 == 0);
        var path = Path.Combine(_folder.FullName, sync.Mode == SyncMode.Destination ? "destination.json" : "consumer.json");
        var before = Read(path)?.Watermark;
        var reads = 0;
        var random = new Random(sync.At);
        _table.Source.OnRead = () =>
        {
            if (steps.IsDead)
            {
                throw new ProcessKilledException();
            }

            if (++reads == sync.At + 1 && sync.Trouble == Trouble.ReaderDies)
            {
                steps.Kill();
            }

            if (sync.Cuts > 0 && random.Next(sync.Cuts + 3) == 0)
            {
                throw TestData.Lost;
            }
        };

        var isComplete = Run(sync, path, steps);
        _table.Source.OnRead = null;

        // In any case, the state is readable and has not moved too far.
        var state = Read(path);
        Assert.True(sync.IsFull || before is null || TestData.Reaches(state?.Watermark, before.Value));
        Assert.True(state?.Watermark is null || state.Watermark.Value.CursorValue < _table.LatestBound);
        if (isComplete && sync.MaxRow is null)
        {
            CheckNothingIsMissing(sync.Mode);
        }
    }

    private bool Run(SyncHappens sync, string path, CrashingFileSteps steps)
    {
        var observer = new RecordingObserver();
        var request = TestData.Request with
        {
            SkipUnreadable = true,
            Full = sync.IsFull,
            MaxRow = sync.MaxRow,
            Lookback = sync.Lookback.Ticks,
            NullTimestamp = sync.At % 3 == 0 ? NullTimestampAction.Include : null,
        };
        using var access = _table.Source.Access(observer, maxRetry: 50);
        using var file = new StateFile(path, steps);
        try
        {
            file.Lock();
            return sync.Mode switch
            {
                SyncMode.Pipeline => ThroughPipeline(sync, file, access, request, observer),
                SyncMode.Batches => ToBatches(sync, file, access, request, observer, steps),
                _ => IntoDestination(sync, file, access, request, observer, steps),
            };
        }
        catch (Exception e)
            when (e is ProcessKilledException or InvalidOperationException or SyncException { ErrorId: ErrorId.ConnectionLost })
        {
            // The process was killed, the consumer or the destination failed, or the attempts ran out.
            return false;
        }
    }

    private bool ThroughPipeline(
        SyncHappens sync, StateFile file, ReconnectingSource access, SyncRequest request, RecordingObserver observer)
    {
        using var run = new PipelineRun<FakeRow>(file, access, request, TestData.Copy, observer);
        var rows = new List<FakeRow>();
        while (run.ReadAvailable(rows))
        {
            if (sync.Trouble == Trouble.ConsumerFails && rows.Count > sync.At)
            {
                return false;
            }
        }

        run.Stage(always: false);
        if (sync.Trouble == Trouble.ConsumerFails)
        {
            return false;
        }

        // The pipeline has received its rows, whether or not the checkpoint is still promoted.
        Arrive(rows);
        CheckNoRepetition(rows);
        run.Promote();
        return true;
    }

    private bool ToBatches(
        SyncHappens sync,
        StateFile file,
        ReconnectingSource access,
        SyncRequest request,
        RecordingObserver observer,
        CrashingFileSteps steps)
    {
        var all = new List<FakeRow>();
        ScriptBlockRun.Execute<FakeRow>(
            file,
            access,
            request,
            sync.BatchSize,
            TestData.Copy,
            batch =>
            {
                if (steps.IsDead || (sync.Trouble == Trouble.ConsumerFails && all.Count > sync.At))
                {
                    throw new InvalidOperationException("The consumer fails.");
                }

                all.AddRange(batch);
                Arrive(batch);
            },
            observer);
        CheckNoRepetition(all);
        return true;
    }

    private bool IntoDestination(
        SyncHappens sync,
        StateFile file,
        ReconnectingSource access,
        SyncRequest request,
        RecordingObserver observer,
        CrashingFileSteps steps)
    {
        var writes = 0;
        _destination.OnWrite = _ =>
        {
            if (steps.IsDead)
            {
                throw new ProcessKilledException();
            }

            if (sync.Trouble == Trouble.ConsumerFails && ++writes > sync.At % 5)
            {
                throw new InvalidOperationException("The destination fails.");
            }
        };
        using var target = new ReconnectingDestination(
            _ => _destination,
            new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
            new RetryPolicy(new ImmediateRetry(), 2));
        DestinationRun.Execute(file, access, target, request, sync.BatchSize, observer);
        return true;
    }

    private void Arrive(IEnumerable<FakeRow> rows)
    {
        foreach (var row in rows)
        {
            Assert.Contains(row.Name!, _table.EverVisible);
            Assert.True(row.Time is null || row.Time < _table.Source.Clock);
            _arrived.Add(row.Name!);
        }
    }

    private static void CheckNoRepetition(List<FakeRow> rows) => Assert.Equal(rows.Count, rows.Select(r => r.Name).Distinct().Count());

    private void CheckNothingIsMissing(SyncMode mode)
    {
        foreach (var row in _table.Due(_table.Bound))
        {
            if (mode != SyncMode.Destination)
            {
                Assert.Contains(row.Name!, _arrived);
            }
            else
            {
                Assert.True(_destination.Rows[row.Id!.Value].Time >= row.Time);
            }
        }

        Assert.All(_destination.Rows.Values, row => Assert.Contains(row.Name!, _table.EverVisible));
    }

    private static SyncState? Read(string path)
    {
        using var file = new StateFile(path);
        return file.Read();
    }
}
