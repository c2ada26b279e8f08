using RedshiftSync.UnitTests.Run;

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
    private readonly FakeDestination[] _destinations = [new(), new()];
    private readonly FakeDestination?[] _copies = [null, null];

    // Emptying a table but not its checkpoint makes the claim false, until a full run starts over from the claim's start or before.
    private readonly bool[] _isEmptied = [false, false];
    private readonly bool[] _isCopyEmptied = [false, false];

    // Locked permanently: taking a lock is slow compared with everything else here.
    private readonly CrashingFileSteps _steps = new();
    private readonly StateFile[] _states;
    private int _versions;

    // What script blocks have received, and which states were moved by hand.
    private readonly HashSet<FakeRow> _received = [];
    private readonly bool[] _isMoved = [false, false];
    private readonly bool[] _isCopyMoved = [false, false];

    public ClaimModel()
    {
        _states = [new StateFile(StatePath(0), _steps), new StateFile(StatePath(1), _steps)];
        foreach (var state in _states)
        {
            state.Lock();
        }
    }

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
            case CopyHappens { IsState: true } copy:
                CopyState(copy);
                break;
            case CopyHappens copy:
                CopyDestination(copy);
                break;
            case StateIsSet set:
                Set(set);
                break;
            case StateIsCleared cleared:
                File.Delete(StatePath(cleared.State));
                File.Delete(StatePath(cleared.State) + ".bak");
                _isMoved[cleared.State] = false;
                break;
            case DestinationIsChanged changed:
                Interfere(changed);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happening));
        }

        CheckClaims();
        CheckReceived();
    }

    /// <summary>After runs without failures, each destination has everything that its state and its checkpoint cover.</summary>
    public void CheckFinalState()
    {
        foreach (var (state, destination) in new[] { (0, 0), (1, 0), (1, 1), (0, 1) })
        {
            Do(new RowsChange(3, 2, IsOneStamp: false, IsDuplicate: false, Minutes: 5));
            var start = _states[state].Read()?.Start ?? Beginning;
            var claimed = _destinations[destination].Checkpoint?.Start;
            Do(new RunHappens(state, destination, null, IsFull: false, null, 0, 7, Ending.Good, 0));

            var checkpoint = _destinations[destination].Checkpoint;
            Assert.True(checkpoint is null || checkpoint.Start <= start);
            Assert.True(claimed is null || checkpoint!.Start <= claimed);
            Assert.All(_source.Rows, row => Assert.True(row.Time < start || TestData.Reaches(checkpoint?.Watermark, new Watermark(row.Time!.Value, row.Id))));
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
            Lookback = TimeSpan.FromMinutes(run.LookbackMinutes),
        };
        var (reads, left) = (0, run.At);
        _source.OnRead = () => FailWhen(run.Ending is Ending.SourceFails or Ending.KilledReading && reads++ == left, run.Ending == Ending.KilledReading);
        var observer = new RecordingObserver();
        using var access = _source.Access(observer, maxRetry: 0);
        try
        {
            if (run.Destination is { } which)
            {
                Into(_destinations[which], which, run, request, access, observer);
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
        var before = _states[run.State].Read();
        var isForeign = !run.IsFull && before is { Consumer.Kind: ConsumerKind.Destination, Watermark: not null };
        try
        {
            ScriptBlockRun.Execute<FakeRow>(_states[run.State], access, request, run.BatchSize, TestData.Copy, Receive, observer);
            Assert.False(isForeign, "A checkpoint of a destination was used for a script block.");
        }
        catch (SyncException e) when (e.ErrorId == ErrorId.StateConsumerMismatch)
        {
            Assert.True(isForeign, "A checkpoint of a script block was refused.");
        }
        finally
        {
            // A full run begins a new history.
            _isMoved[run.State] &= !run.IsFull || before?.History?.Id == _states[run.State].Read()?.History?.Id;
        }

        void Receive(List<FakeRow> rows)
        {
            FailWhen(false, false);
            _received.UnionWith(rows);
        }
    }

    private void Into(FakeDestination destination, int which, RunHappens run, SyncRequest request, ReconnectingSource access, RecordingObserver observer)
    {
        var startsOver = run.IsFull && (destination.Rows.Count == 0 || (request.Since ?? _states[run.State].Read()?.Start ?? Beginning) <= destination.Checkpoint?.Start);
        var (before, after) = (run.At, run.At);
        destination.OnWrite = _ => FailWhen(run.Ending is Ending.DestinationFails or Ending.KilledBeforeCommit && before-- == 0, run.Ending == Ending.KilledBeforeCommit);
        destination.OnWritten = () =>
        {
            _isEmptied[which] &= !startsOver;
            FailWhen(run.Ending == Ending.KilledAfterCommit && after-- == 0, isKilled: true);
        };
        using var target = new ReconnectingDestination(_ => destination, new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source), new RetryPolicy(new ImmediateRetry(), 0));
        DestinationRun.Execute(_states[run.State], access, target, request, run.BatchSize, observer);
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

    private void CopyState(CopyHappens copy)
    {
        var (path, kept) = (StatePath(copy.Which), StatePath(copy.Which) + ".kept");
        if (File.Exists(copy.IsRestore ? kept : path))
        {
            File.Copy(copy.IsRestore ? kept : path, copy.IsRestore ? path : kept, overwrite: true);
            (copy.IsRestore ? _isMoved : _isCopyMoved)[copy.Which] = (copy.IsRestore ? _isCopyMoved : _isMoved)[copy.Which];
        }
    }

    private void CopyDestination(CopyHappens copy)
    {
        if (!copy.IsRestore)
        {
            (_copies[copy.Which], _isCopyEmptied[copy.Which]) = (_destinations[copy.Which].Copy(), _isEmptied[copy.Which]);
        }
        else if (_copies[copy.Which] is { } kept)
        {
            (_destinations[copy.Which], _isEmptied[copy.Which]) = (kept.Copy(), _isCopyEmptied[copy.Which]);
        }
    }

    // As Set-RedshiftSyncState does.
    private void Set(StateIsSet set)
    {
        var file = _states[set.State];
        _steps.Restart();
        file.Write((file.Read() ?? SyncState.New(null, Beginning)).MoveTo(new(At(set.To), set.Key)));
        _isMoved[set.State] = true;
    }

    private void Interfere(DestinationIsChanged changed)
    {
        var destination = _destinations[changed.Destination];
        switch (changed.Kind)
        {
            case Interference.TableIsDropped:
                _destinations[changed.Destination] = new FakeDestination();
                _isEmptied[changed.Destination] = false;
                break;
            case Interference.CheckpointIsDeleted:
                destination.Checkpoint = null;
                _isEmptied[changed.Destination] = false;
                break;
            default:
                destination.Rows.Clear();
                _isEmptied[changed.Destination] = destination.Checkpoint is not null;
                break;
        }
    }

    private void CheckClaims()
    {
        for (var i = 0; i < _destinations.Length; i++)
        {
            if (_destinations[i].Checkpoint is { } claim && !_isEmptied[i])
            {
                CheckClaim(_destinations[i], claim);
            }
        }
    }

    private void CheckReceived()
    {
        for (var i = 0; i < _states.Length; i++)
        {
            if (!_isMoved[i] && _states[i].Read() is { Consumer.Kind: ConsumerKind.Pipeline, Watermark: { } watermark } state)
            {
                var claimed = _source.Rows.Where(r => r.Time >= state.Start && TestData.Reaches(watermark, new Watermark(r.Time!.Value, r.Id)));
                Assert.All(claimed, row => Assert.True(_received.Contains(row), $"{row} is behind the checkpoint of a script block that never received it."));
            }
        }
    }

    // If a key repeats, the newest claimed row, or an even newer one.
    private void CheckClaim(FakeDestination destination, DestinationCheckpoint claim)
    {
        var claimed = _source.Rows.Where(r => r.Time >= claim.Start && TestData.Reaches(claim.Watermark, new Watermark(r.Time!.Value, r.Id)));
        foreach (var newest in claimed.GroupBy(r => r.Id!.Value).Select(g => g.MaxBy(r => r.Time)!))
        {
            if (!destination.Rows.TryGetValue(newest.Id!.Value, out var row))
            {
                Assert.Fail($"{newest} is missing, but claimed by {claim}.");
            }

            if (!_source.Rows.Any(r => r.Id == newest.Id && r.Time == row.Time && r.Time >= newest.Time && r.Name == row.Name))
            {
                Assert.Fail($"{newest} is claimed by {claim}, but the destination has {row.Name} of {row.Time:O}.");
            }
        }
    }

    private string StatePath(int state) => Path.Combine(_folder.FullName, $"{"AB"[state]}.json");
}
