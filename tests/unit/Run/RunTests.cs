namespace RedshiftSync.UnitTests.Run;

/// <summary>Both kinds of run on a real state file, a source and a destination in memory.</summary>
public sealed class RunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly RecordingObserver _observer = new();
    private readonly FakeDestination _destination = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_destination_gets_every_row_in_batches_of_whole_groups()
    {
        var rows = Setting.Rows(100).Append(new FakeRow(Setting.Old.AddMicroseconds(99), 99)).ToArray();

        var outcome = Into(rows, batchSize: 30);

        Assert.Equal((101, 101, 4), (outcome.RowsRead, outcome.RowsDelivered, outcome.Batches));
        Assert.Equal([30, 30, 30, 11], _destination.BatchSizes);
        Assert.Equal(100, _destination.Rows.Count);
        Assert.Equal(new Watermark(Setting.Old.AddMicroseconds(99), 99), outcome.After);
        Assert.Equal(outcome.After, State().Watermark);
        Assert.Equal(0, Into(rows).RowsDelivered);
    }

    [Fact]
    public void Rows_at_or_after_the_bound_wait()
    {
        var bound = Setting.Clock.AddMinutes(-1);
        FakeRow[] rows = [new(bound.AddTicks(-10), 1), new(bound, 2), new(Setting.Clock, 3), new(Setting.Clock.AddYears(75), 4)];

        var outcome = Into(rows);

        Assert.Equal((1, 3), (outcome.RowsDelivered, outcome.RowsHeldBack));
        Assert.Equal(new Watermark(bound.AddTicks(-10), 1), State().Watermark);
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_failing_batch_leaves_the_checkpoint_of_the_one_before()
    {
        _destination.FailAtBatch = 3;

        var error = Assert.Throws<SyncException>(() => Into(Setting.Rows(50), batchSize: 10));

        Assert.Equal(ErrorId.DestinationUnavailable, error.ErrorId);
        Assert.Equal(19, State().Watermark?.Key);
        _destination.FailAtBatch = int.MaxValue;
        Assert.Equal(30, Into(Setting.Rows(50), batchSize: 10).RowsDelivered);
    }

    [Fact]
    public void A_failing_source_leaves_the_checkpoint_of_what_came_before()
    {
        var rows = Setting.Rows(25);
        rows[20] = rows[20] with { Failure = Setting.Unreadable(20) };

        Assert.Equal(ErrorId.UnreadableRow, Assert.Throws<SyncException>(() => Into(rows, batchSize: 8)).ErrorId);

        Assert.Equal(19, State().Watermark?.Key);
        Assert.Equal(20, _destination.Rows.Count);
    }

    [Fact]
    public void The_older_checkpoint_wins_whichever_it_is()
    {
        Into(Setting.Rows(10));

        // Restored from before the last rows.
        _destination.Checkpoint = new(new(Setting.Old.AddMicroseconds(4), 4), Guid.NewGuid());
        Assert.Equal(5, Into(Setting.Rows(10)).RowsDelivered);

        // Ahead, as after a kill between its commit and the state file's write.
        _destination.Checkpoint = new(new(Setting.Old.AddMicroseconds(9), 9), Guid.NewGuid());
        WriteState(State() with { Watermark = new(Setting.Old.AddMicroseconds(7), 7) });
        Assert.Equal(2, Into(Setting.Rows(10)).RowsDelivered);

        // A new one gets everything.
        _destination.Checkpoint = null;
        Assert.Equal(10, Into(Setting.Rows(10)).RowsDelivered);
    }

    [Fact]
    public void A_cancelled_run_keeps_the_batches_that_are_done()
    {
        using var stop = new CancellationTokenSource();
        var read = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => Into(Setting.Rows(1000), batchSize: 10, onRead: () =>
        {
            if (++read == 500)
            {
                stop.Cancel();
            }
        }, cancellation: stop.Token));

        Assert.Equal(State().Watermark?.Key ?? -1, (_destination.Checkpoint?.Watermark.Key) ?? -1);
        Assert.True((State().Watermark?.Key ?? 0) < 500);
        Into(Setting.Rows(1000), batchSize: 10);
        Assert.Equal(1000, _destination.Rows.Count);
    }

    [Fact]
    public void A_pipeline_run_moves_the_checkpoint_only_when_promoted()
    {
        Pipeline(Setting.Rows(5), promote: false);
        Assert.Null(State().Watermark);
        Assert.Equal(4, State().Staged?.Watermark?.Key);

        Assert.Equal(5, Pipeline(Setting.Rows(5), promote: true));
        Assert.Null(State().Staged);
        Assert.Equal(4, State().Watermark?.Key);
        Assert.Single(State().Runs);

        Assert.Equal(0, Pipeline(Setting.Rows(5), promote: true));
        Assert.Equal(4, State().Watermark?.Key);
        Assert.Equal(2, State().Runs.Count);
    }

    private SyncOutcome Into(FakeRow[] rows, int batchSize = 10_000, Action? onRead = null, CancellationToken cancellation = default)
    {
        using var file = Open();
        using var session = new FakeSession(rows, Setting.Clock) { OnRead = onRead };
        return DestinationRun.Execute(file, session, () => _destination, Setting.Request(), batchSize, _observer, cancellation);
    }

    private int Pipeline(FakeRow[] rows, bool promote)
    {
        using var file = Open();
        using var session = new FakeSession(rows, Setting.Clock);
        using var run = PipelineRun.Start(file, session, Setting.Request(), row => row.Key, _observer, CancellationToken.None);
        var keys = new List<long>();
        while (run.ReadGroup(keys))
        {
        }

        run.Stage();
        if (promote)
        {
            run.Promote();
        }

        return keys.Count;
    }

    private StateFile Open()
    {
        var file = new StateFile(Path.Combine(_folder.FullName, "s.json"));
        file.Lock();
        return file;
    }

    private SyncState State()
    {
        using var file = new StateFile(Path.Combine(_folder.FullName, "s.json"));
        return file.Read() ?? SyncState.New(null, SyncState.DefaultStart);
    }

    private void WriteState(SyncState state)
    {
        using var file = Open();
        file.Write(state);
    }
}
