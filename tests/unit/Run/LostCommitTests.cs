namespace RedshiftSync.UnitTests.Run;

/// <summary>Commits whose acknowledgement is lost: the next attempt, or the next run, completes.</summary>
public sealed class LostCommitTests : IDisposable
{
    private const int Histories = 100;
    private const int RunsEach = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly FakeDestination _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Every_run_succeeds_or_is_completed_by_the_next()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            using var history = new History(Path.Combine(_folder.FullName, $"{seed}.json"), seed);
            for (var run = 0; run < RunsEach; run++)
            {
                history.ChangeSource();
                history.Run(isReliable: false);
            }

            history.Complete();
        }
    }

    // With -Full, the first checkpoints are lower than the existing one.
    [Theory]
    [InlineData(Fault.LostBefore)]
    [InlineData(Fault.LostAfter)]
    public void A_first_commit_in_doubt_does_not_count_as_a_changed_destination(Fault fault)
    {
        _store.Checkpoint = At(100);
        using var target = Target(WriteFault(1, fault));
        target.Prepare(TestData.Schema, Replacement.Any, _ => { }, CancellationToken.None);

        target.Write([], At(5), _ => { }, CancellationToken.None);
        target.Write([], At(9), _ => { }, CancellationToken.None);

        Assert.Equal((At(9), At(9), 1), (_store.Checkpoint, target.Checkpoint, target.Retries));
    }

    [Theory]
    [InlineData(Fault.LostBefore)]
    [InlineData(Fault.LostAfter)]
    public void The_first_commit_into_an_empty_destination_may_be_in_doubt(Fault fault)
    {
        using var target = Target(WriteFault(1, fault));
        Assert.Null(target.Prepare(TestData.Schema, Replacement.Newer, _ => { }, CancellationToken.None));

        target.Write([], At(5), _ => { }, CancellationToken.None);

        Assert.Equal((At(5), 1), (_store.Checkpoint, target.Retries));
    }

    [Fact]
    public void A_commit_without_a_checkpoint_may_be_in_doubt()
    {
        _store.Checkpoint = At(100);
        using var target = Target(WriteFault(1, Fault.LostAfter));
        target.Prepare(TestData.Schema, Replacement.Any, _ => { }, CancellationToken.None);

        target.Write([], null, _ => { }, CancellationToken.None);

        Assert.Equal((At(100), At(100), 1), (_store.Checkpoint, target.Checkpoint, target.Retries));
    }

    [Theory]
    [InlineData(Fault.LostBefore)]
    [InlineData(Fault.LostAfter)]
    public void Removal_and_preparation_are_repeated(Fault fault)
    {
        var faults = new Queue<Fault>([fault, Fault.None, fault]);
        using var target = Target(() => faults.TryDequeue(out var next) ? next : Fault.None);
        target.Prepare(TestData.Schema, Replacement.Newer, _ => { }, CancellationToken.None);

        target.Execute(
            d =>
            {
                d.Remove([1], CancellationToken.None);
                return true;
            },
            _ => { },
            CancellationToken.None);

        Assert.Equal(2, target.Retries);
    }

    // A restored copy, a lagging standby or another run: any checkpoint but the old one and the one in doubt.
    [Theory]
    [InlineData(3, true)]
    [InlineData(200, true)]
    [InlineData(100, false)]
    [InlineData(null, true)]
    public void An_unexpected_checkpoint_after_a_lost_connection_is_an_error(int? found, bool isOfThisRun)
    {
        _store.Checkpoint = At(100);
        using var target = Target(() =>
        {
            if (_store.BatchSizes.Count == 0 || _store.Checkpoint != At(5))
            {
                return Fault.None;
            }

            _store.Checkpoint = found is { } key ? At(key) with { RunId = isOfThisRun ? At(0).RunId : Guid.NewGuid() } : null;
            return Fault.LostBefore;
        });
        target.Prepare(TestData.Schema, Replacement.Any, _ => { }, CancellationToken.None);
        target.Write([], At(5), _ => { }, CancellationToken.None);

        var error = Assert.Throws<SyncException>(() => target.Write([], At(9), _ => { }, CancellationToken.None));

        Assert.Equal((ErrorId.DestinationUnavailable, false), (error.ErrorId, InjectedException.IsIn(error)));
        Assert.NotEqual(At(9), _store.Checkpoint);
    }

    [Fact]
    public void A_destination_whose_preparation_fails_is_reopened()
    {
        var (opened, faults) = (0, new Queue<Fault>([Fault.None, Fault.LostBefore, Fault.Conflict]));
        using var target = new ReconnectingDestination(
            _ =>
            {
                opened++;
                return new UnreliableDestination(_store, () => faults.TryDequeue(out var next) ? next : Fault.None);
            },
            new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
            new RetryPolicy(new ImmediateRetry(), 3));
        target.Prepare(TestData.Schema, Replacement.Newer, _ => { }, CancellationToken.None);

        target.Write([], At(5), _ => { }, CancellationToken.None);

        Assert.Equal((3, At(5)), (opened, _store.Checkpoint));
    }

    // A concurrent run may have written its checkpoint; a lower one may mean an older copy.
    [Theory]
    [InlineData(200, true)]
    [InlineData(3, false)]
    public void A_checkpoint_of_another_run_is_accepted_if_it_covers_what_this_run_has_delivered(int found, bool isAccepted)
    {
        _store.Checkpoint = At(5);
        using var target = Target(() =>
        {
            if (_store.Checkpoint != At(9))
            {
                return Fault.None;
            }

            _store.Checkpoint = At(found) with { RunId = Guid.NewGuid() };
            return Fault.LostBefore;
        });
        target.Prepare(TestData.Schema, Replacement.Newer, _ => { }, CancellationToken.None);
        target.Write([], At(9), _ => { }, CancellationToken.None);

        var error = Record.Exception(() => target.Write([], At(12), _ => { }, CancellationToken.None));

        Assert.Equal(isAccepted, error is null);
        Assert.Equal(isAccepted, _store.Checkpoint == At(12));
    }

    [Fact]
    public void An_inspection_tolerates_a_checkpoint_that_a_sync_moves()
    {
        _store.Checkpoint = At(5);
        var looks = 0;
        using var target = Target(() => ++looks == 2 ? Fault.LostBefore : Fault.None);
        target.Inspect(TestData.Schema, _ => { }, CancellationToken.None);
        _store.Checkpoint = At(9);

        Assert.True(target.Execute(d => d.IsEmpty(CancellationToken.None), _ => { }, CancellationToken.None));
        Assert.Equal(At(9), target.Inspect(TestData.Schema, _ => { }, CancellationToken.None));
    }

    private static DestinationCheckpoint At(long key) => new(new Watermark(TestData.Old.AddMicroseconds(key), key), new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), SyncState.DefaultStart);

    // The first step is the preparation.
    private static Func<Fault> WriteFault(int write, Fault fault)
    {
        var steps = 0;
        return () => ++steps == write + 1 ? fault : Fault.None;
    }

    private ReconnectingDestination Target(Func<Fault> next) => new(
        _ => new UnreliableDestination(_store, next), new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source), new RetryPolicy(new ImmediateRetry(), 3));

    /// <summary>One destination over several runs, and its expected final contents.</summary>
    private sealed class History(string path, int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private readonly FakeSource _source = new([], TestData.Clock);
        private readonly FakeDestination _store = new();
        private int _changes;
        private int _versions;

        public void Dispose() => _store.Dispose();

        public void ChangeSource()
        {
            // Later than everything read before, and shared by some rows.
            var stamp = TestData.Old.AddMilliseconds(++_changes);
            for (var count = _random.Next(30); count > 0; count--)
            {
                // A change removes the old version.
                long id = _random.Next(1, 40);
                _source.Rows.RemoveAll(r => r.Id == id);
                _source.Rows.Add(new FakeRow(_random.Next(12) == 0 ? null : stamp.AddMicroseconds(count / 3), id, $"v{++_versions}"));
            }
        }

        public void Run(bool isReliable)
        {
            var request = TestData.Request with
            {
                Full = !isReliable && _random.Next(3) == 0,
                MaxRow = !isReliable && _random.Next(4) == 0 ? _random.Next(1, 20) : null,
                NullTimestamp = NullTimestampAction.Include,
            };
            var observer = new RecordingObserver();
            using var file = new StateFile(path);
            file.Lock();
            using var access = _source.Access(observer);
            using var target = new ReconnectingDestination(
                _ => new UnreliableDestination(_store, isReliable ? () => Fault.None : NextFault),
                new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
                new RetryPolicy(new ImmediateRetry(), _random.Next(4)));
            try
            {
                DestinationRun.Execute(file, access, target, request, batchSize: _random.Next(1, 8), observer);
            }
            catch (SyncException e)
            {
                Assert.False(isReliable, $"History {seed}: {e}");
                Assert.True(InjectedException.IsIn(e), $"History {seed}: {e}");
                Assert.Equal(ErrorId.DestinationUnavailable, e.ErrorId);
                return;
            }

            if (request.MaxRow is null)
            {
                AssertEqual();
            }
        }

        public void Complete()
        {
            Run(isReliable: true);
            AssertEqual();
        }

        private Fault NextFault() => _random.Next(4) == 0 ? (Fault)_random.Next(6) : Fault.None;

        // A row without a time need not replace one that had a time, so those are not compared.
        private void AssertEqual()
        {
            var expected = _source.Rows.Where(r => r.Time is not null).ToDictionary(r => r.Id!.Value, r => r.Name);
            var actual = _store.Rows.Where(r => expected.ContainsKey(r.Key)).ToDictionary(r => r.Key, r => r.Value.Name);
            Assert.True(expected.OrderBy(r => r.Key).SequenceEqual(actual.OrderBy(r => r.Key)), $"History {seed}");
        }
    }
}
