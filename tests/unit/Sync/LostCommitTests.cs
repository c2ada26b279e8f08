namespace RedshiftSync.UnitTests.Sync;

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
            using var history = new LostCommitHistory(Path.Combine(_folder.FullName, $"{seed}.json"), seed);
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

    private static DestinationCheckpoint At(long key) =>
        new(new Watermark(TestData.Old.AddMicroseconds(key), key), new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), SyncState.DefaultStart);

    // The first step is the preparation.
    private static Func<Fault> WriteFault(int write, Fault fault)
    {
        var steps = 0;
        return () => ++steps == write + 1 ? fault : Fault.None;
    }

    private ReconnectingDestination Target(Func<Fault> next) => new(
        _ => new UnreliableDestination(_store, next),
        new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source),
        new RetryPolicy(new ImmediateRetry(), 3));
}
