using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// A source, two state files and two destinations, used in any order and restored from earlier copies. A destination's checkpoint claims
/// that the destination has every row from its start to its watermark; the claim is checked against the source after each event. So is what
/// a state says that belongs to the pipeline: a script block has received every row from the state's start to its watermark.
/// </summary>
internal sealed class ClaimModel : IDisposable
{
    private static readonly DateTime Beginning = SyncState.DefaultStart;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly FakeSource _source = new([], Beginning.AddMinutes(10));
    private readonly ClaimedDestination[] _destinations = [new(), new()];
    private readonly CrashingFileSteps _steps = new();
    private readonly ClaimedState[] _states;
    private int _versions;

    // What script blocks have received.
    private readonly HashSet<FakeRow> _received = [];

    public ClaimModel() =>
        _states = [.. "AB".Select(name => new ClaimedState(Path.Combine(_folder.FullName, $"{name}.json"), _steps))];

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    public void Do(ClaimEvent happening)
    {
        switch (happening)
        {
            case RowsChange rows:
                Change(rows);
                break;
            case RunHappens run:
                Run(run);
                break;
            case CopyHappens { IsState: true, IsRestore: false } copy:
                _states[copy.Which].Copy();
                break;
            case CopyHappens { IsState: true } copy:
                _states[copy.Which].Restore();
                break;
            case CopyHappens { IsRestore: false } copy:
                _destinations[copy.Which].Copy();
                break;
            case CopyHappens copy:
                _destinations[copy.Which].Restore();
                break;
            case StateIsSet set:
                _states[set.State].Set(new(At(set.To), set.Key), Beginning);
                break;
            case StateIsCleared cleared:
                _states[cleared.State].Clear();
                break;
            case DestinationIsChanged changed:
                _destinations[changed.Destination].Interfere(changed.Kind);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happening));
        }

        Array.ForEach(_destinations, d => d.Check(_source));
        Array.ForEach(_states, s => s.Check(_source, _received));
    }

    /// <summary>After runs without failures, each destination has everything that its state and its checkpoint cover.</summary>
    public void CheckFinalState()
    {
        foreach (var (state, destination) in new[] { (0, 0), (1, 0), (1, 1), (0, 1) })
        {
            Do(new RowsChange(3, 2, IsOneStamp: false, IsDuplicate: false, Minutes: 5));
            var start = _states[state].File.Read()?.Start ?? Beginning;
            var claimed = _destinations[destination].Store.Checkpoint?.Start;
            Do(new RunHappens(state, destination, null, IsFull: false, null, 0, 7, Ending.Good, 0));

            var checkpoint = _destinations[destination].Store.Checkpoint;
            Assert.True(checkpoint is null || checkpoint.Start <= start);
            Assert.True(claimed is null || checkpoint!.Start <= claimed);
            Assert.All(
                _source.Rows,
                row => Assert.True(row.Time < start || TestData.Reaches(checkpoint?.Watermark, new Watermark(row.Time!.Value, row.Id))));
        }
    }

    private void Change(RowsChange rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var key = rows.FirstKey + i;
            if (!rows.IsDuplicate)
            {
                _source.Rows.RemoveAll(r => r.Id == key);
            }

            _source.Rows.Add(new FakeRow(_source.Clock.AddMicroseconds(rows.IsOneStamp ? 0 : i), key, $"v{++_versions}"));
        }

        // Longer than the lag: no row is committed later than that after its timestamp.
        _source.Clock = _source.Clock.AddMinutes(2 + rows.Minutes);
    }

    private DateTime At(double share) => Beginning.AddMinutes(Math.Floor((_source.Clock - Beginning).TotalMinutes * share));

    private void Run(RunHappens run)
    {
        _steps.Restart(run.Ending == Ending.KilledWritingState ? run.At : int.MaxValue, endsInTheMiddle: run.At % 2 == 0);
        var request = TestData.Request with
        {
            Since = run.Since is { } share ? At(share) : null,
            Full = run.IsFull,
            MaxRow = run.MaxRow,
            Lookback = TimeSpan.FromMinutes(run.LookbackMinutes).Ticks,
        };
        var (reads, left) = (0, run.At);
        _source.OnRead = () =>
            FailWhen(run.Ending is Ending.SourceFails or Ending.KilledReading && reads++ == left, run.Ending == Ending.KilledReading);
        var observer = new RecordingObserver();
        using var access = _source.Access(observer, maxRetry: 0);
        try
        {
            if (run.Destination is { } which)
            {
                Into(_destinations[which], run, request, access, observer);
            }
            else
            {
                IntoScriptBlock(run, request, access, observer);
            }
        }
        catch (Exception e) when (e is ProcessKilledException or InvalidOperationException)
        {
            // The injected failure.
        }

        _source.OnRead = null;
    }

    private void IntoScriptBlock(RunHappens run, SyncRequest request, ReconnectingSource access, RecordingObserver observer)
    {
        var before = _states[run.State].File.Read();
        var isForeign = !run.IsFull && before is { Consumer.Kind: ConsumerKind.Destination, Watermark: not null };
        try
        {
            ScriptBlockRun.Execute<FakeRow>(_states[run.State].File, access, request, run.BatchSize, TestData.Copy, Receive, observer);
            Assert.False(isForeign, "A checkpoint of a destination was used for a script block.");
        }
        catch (SyncException e) when (e.ErrorId == ErrorId.StateConsumerMismatch)
        {
            Assert.True(isForeign, "A checkpoint of a script block was refused.");
        }
        finally
        {
            // A full run begins a new history.
            if (run.IsFull && before?.History?.Id != _states[run.State].File.Read()?.History?.Id)
            {
                _states[run.State].StartOver();
            }
        }

        void Receive(List<FakeRow> rows)
        {
            FailWhen(false, false);
            _received.UnionWith(rows);
        }
    }

    private void Into(
        ClaimedDestination destination, RunHappens run, SyncRequest request, ReconnectingSource access, RecordingObserver observer)
    {
        var startsOver = run.IsFull && (
            destination.Store.Rows.Count == 0
                || (request.Since ?? _states[run.State].File.Read()?.Start ?? Beginning) <= destination.Store.Checkpoint?.Start);
        var (before, after) = (run.At, run.At);
        destination.Store.OnWrite = _ => FailWhen(
            run.Ending is Ending.DestinationFails or Ending.KilledBeforeCommit && before-- == 0, run.Ending == Ending.KilledBeforeCommit);
        destination.Store.OnWritten = () =>
        {
            if (startsOver)
            {
                destination.StartOver();
            }

            FailWhen(run.Ending == Ending.KilledAfterCommit && after-- == 0, isKilled: true);
        };
        using var target = new ReconnectingDestination(
            _ => destination.Store,
            new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
            new RetryPolicy(new ImmediateRetry(), 0));
        DestinationRun.Execute(_states[run.State].File, access, target, request, run.BatchSize, observer);
    }

    private void FailWhen(bool isTime, bool isKilled)
    {
        if (_steps.IsDead || (isTime && isKilled))
        {
            _steps.Kill();
        }

        if (isTime)
        {
            throw new InvalidOperationException("It fails.");
        }
    }
}
