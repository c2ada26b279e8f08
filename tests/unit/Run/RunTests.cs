namespace RedshiftSync.UnitTests.Run;

/// <summary>All kinds of runs with a real state file and an in-memory source and destination.</summary>
public sealed class RunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redshiftsync");
    private readonly RecordingObserver _observer = new();
    private readonly FakeDestination _destination = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_destination_gets_every_row_in_batches_of_whole_groups()
    {
        var source = Source([.. TestData.Rows(100), new FakeRow(TestData.Old.AddMicroseconds(99), 99)]);

        var outcome = Into(source, batchSize: 30);

        Assert.Equal((101, 101, 4), (outcome.Totals.RowsRead, outcome.Totals.RowsDelivered, outcome.Totals.Batches));
        Assert.Equal([30, 30, 30, 11], _destination.BatchSizes);
        Assert.Equal(100, _destination.Rows.Count);
        Assert.Equal(new Watermark(TestData.Old.AddMicroseconds(99), 99), outcome.After);
        Assert.Equal(outcome.After, State().Watermark);
        Assert.Equal(TestData.Clock.AddMinutes(-1), State().Runs[^1].CompleteUntil);
        Assert.Equal(0, Into(source).Totals.RowsDelivered);
    }

    [Fact]
    public void Rows_at_or_after_the_bound_are_held_back()
    {
        var bound = TestData.Clock.AddMinutes(-1);

        var outcome = Into(Source(new(bound.AddTicks(-10), 1), new(bound, 2), new(TestData.Clock, 3), new(TestData.Clock.AddYears(75), 4)));

        Assert.Equal((1, 3), (outcome.Totals.RowsDelivered, outcome.Totals.RowsHeldBack));
        Assert.Equal(new Watermark(bound.AddTicks(-10), 1), State().Watermark);
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_failing_batch_keeps_the_checkpoint_of_the_previous_batch()
    {
        var source = Source(TestData.Rows(50));
        _destination.OnWrite = batch =>
        {
            if (batch >= 3)
            {
                throw DestinationErrors.Unusable("fake", "the disk is full", "", null);
            }
        };

        var error = Assert.Throws<SyncException>(() => Into(source, batchSize: 10));

        Assert.Equal(ErrorId.DestinationUnavailable, error.ErrorId);
        Assert.Equal(19, State().Watermark?.Key);
        Assert.Equal(0, source.OpenReaders);
        _destination.OnWrite = null;
        Assert.Equal(30, Into(source, batchSize: 10).Totals.RowsDelivered);
    }

    [Fact]
    public void A_failing_destination_does_not_wait_for_a_slow_source()
    {
        using var hasFailed = new ManualResetEventSlim();
        var source = Source(TestData.Rows(1000));
        var access = source.Access(_observer);
        var reads = 0;
        source.OnRead = () =>
        {
            if (++reads > 20)
            {
                // Like a silent network: only cancellation ends it.
                hasFailed.Set();
                access.Cancellation.WaitHandle.WaitOne();
            }
        };
        _destination.OnWrite = _ =>
        {
            hasFailed.Wait();
            throw DestinationErrors.Unusable("fake", "the disk is full", "", null);
        };

        Assert.Equal(ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => Into(access, TestData.Request, batchSize: 10)).ErrorId);
    }

    [Fact]
    public void A_lost_destination_is_reopened_and_gets_the_batch_again()
    {
        var failures = 2;
        _destination.OnWrite = batch =>
        {
            if (batch == 2 && failures-- > 0)
            {
                throw new SyncException(ErrorId.DestinationUnavailable, "It was cut.", "", "fake", isTransient: true);
            }
        };

        Assert.Equal(50, Into(Source(TestData.Rows(50)), batchSize: 10).Totals.RowsDelivered);
        Assert.Equal(50, _destination.Rows.Count);
        Assert.Equal(2, _observer.Warnings.Count);
        Assert.Equal(2, State().Runs[^1].Retries);
    }

    [Fact]
    public void A_failing_source_keeps_the_checkpoint_of_the_rows_before_the_failure()
    {
        var rows = TestData.Rows(25);
        rows[20] = rows[20] with { Problem = "no good" };

        Assert.Equal(ErrorId.UnreadableRow, Assert.Throws<SyncException>(() => Into(Source(rows), batchSize: 8)).ErrorId);

        Assert.Equal(19, State().Watermark?.Key);
        Assert.Equal(20, _destination.Rows.Count);
    }

    [Fact]
    public void Skipped_rows_are_recorded_and_not_read_again()
    {
        var rows = TestData.Rows(25);
        rows[20] = rows[20] with { Problem = "no good" };
        rows[24] = rows[24] with { Problem = "no good" };
        var source = Source(rows);
        var request = TestData.Request with { SkipUnreadable = true };

        var outcome = Into(source, request, batchSize: 8);

        Assert.Equal((23, 2), (outcome.Totals.RowsDelivered, outcome.Totals.RowsSkipped));
        Assert.Equal(["customer_id 20", "customer_id 24"], State().Skipped.Select(s => s.Row));
        Assert.Equal(24, _destination.Checkpoint?.Watermark.Key);
        Assert.Equal((0, 0), (Into(source, request).Totals.RowsDelivered, Into(source, request).Totals.RowsSkipped));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void A_row_without_a_key_after_all_others_is_recorded_too(int others)
    {
        var source = Source([.. TestData.Rows(others), new FakeRow(TestData.Clock.AddHours(-1), null)]);
        var request = TestData.Request with { SkipUnreadable = true };

        Assert.Equal((others, 1), (Into(source, request, batchSize: 25).Totals.RowsDelivered, State().Skipped.Count));
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0, true, true)]
    [InlineData(1, false, true)]
    public void A_run_leaves_no_staged_checkpoint_only_if_it_has_no_rows(int rows, bool always, bool isStaged)
    {
        using var access = Source(TestData.Rows(rows)).Access(_observer);
        using var file = Open();
        using var run = new PipelineRun<long>(file, access, TestData.Request, TestData.KeyOf, _observer);
        run.ReadAvailable([]);

        run.Stage(always);

        Assert.Equal((isStaged, isStaged, isStaged ? 0 : 1), (run.IsStaged, file.Read()!.Staged is not null, file.Read()!.Runs.Count));
    }

    [Fact]
    public void The_state_file_matches_the_destination_when_a_run_fails()
    {
        // Batches are written much faster than the state file: it has to catch up.
        _destination.OnWrite = batch =>
        {
            if (batch == 4)
            {
                throw new SyncException(ErrorId.DestinationUnavailable, "It is full.", "", "fake");
            }
        };

        Assert.Throws<SyncException>(() => Into(Source(TestData.Rows(100)), batchSize: 10));

        Assert.Equal(29, State().Watermark?.Key);
        Assert.Equal(29, _destination.Checkpoint?.Watermark.Key);
    }

    [Fact]
    public void Nothing_is_written_after_the_run_has_ended()
    {
        using var isReading = new ManualResetEventSlim();
        using var hasThrown = new ManualResetEventSlim();
        _destination.OnWrite = batch =>
        {
            (batch == 1 ? isReading : hasThrown).Wait(batch == 2 ? 0 : Timeout.Infinite);
            Thread.Sleep(batch == 3 ? 300 : 0);
        };
        _observer.OnProgress = () =>
        {
            hasThrown.Set();
            throw new InvalidOperationException("stopped");
        };
        var source = Source(TestData.Rows(50));
        var reads = 0;
        source.OnRead = () =>
        {
            // While the third batch is read, the first two are written and wait to be reported.
            if (++reads == 25)
            {
                isReading.Set();
                SpinWait.SpinUntil(() => _destination.Checkpoint?.Watermark.Key == 19);
                Thread.Sleep(50);
            }
        };

        Assert.Throws<InvalidOperationException>(() => Into(source, batchSize: 10));

        var written = _destination.BatchSizes.Count;
        Thread.Sleep(500);
        Assert.Equal(written, _destination.BatchSizes.Count);
        Assert.Equal(_destination.Checkpoint?.Watermark, State().Watermark);
    }

    [Fact]
    public void The_older_checkpoint_wins()
    {
        var source = Source(TestData.Rows(10));
        Into(source);

        // Restored from before the last rows.
        _destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(4), 4), Guid.NewGuid(), SyncState.DefaultStart);
        Assert.Equal(5, Into(source).Totals.RowsDelivered);

        // Ahead, as after a kill between its commit and the state file's write.
        _destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), SyncState.DefaultStart);
        WriteState(State() with { Watermark = new(TestData.Old.AddMicroseconds(7), 7) });
        Assert.Equal(2, Into(source).Totals.RowsDelivered);

        // A new destination gets everything.
        _destination.Checkpoint = null;
        Assert.Equal(10, Into(source).Totals.RowsDelivered);
    }

    [Fact]
    public void A_destination_that_started_later_than_the_state_gets_the_missing_rows()
    {
        var source = Source(TestData.Rows(10));
        Into(source);
        _destination.Rows.Clear();
        _destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), TestData.Old.AddMicroseconds(5));

        Assert.Equal(10, Into(source).Totals.RowsDelivered);
        Assert.Equal(SyncState.DefaultStart, _destination.Checkpoint.Start);
        Assert.Equal(0, Into(source).Totals.RowsDelivered);
    }

    [Fact]
    public void An_empty_destination_with_a_checkpoint_causes_a_warning()
    {
        var source = Source(TestData.Rows(10));
        Into(source);
        Assert.Empty(_observer.Warnings);
        _destination.Rows.Clear();

        Assert.Equal(0, Into(source).Totals.RowsDelivered);
        Assert.Single(_observer.Warnings);
        Assert.Equal(10, Into(source, TestData.Request with { Full = true }).Totals.RowsDelivered);
        Assert.Single(_observer.Warnings);
    }

    // As when a lagging standby takes over: the last batches are missing.
    [Fact]
    public void A_destination_that_goes_back_while_its_connection_is_lost_ends_the_run_and_the_next_one_fills_the_gap()
    {
        var source = Source(TestData.Rows(50));
        _destination.OnWrite = batch =>
        {
            if (batch == 4)
            {
                _destination.OnWrite = null;
                _destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), SyncState.DefaultStart);
                foreach (var key in Enumerable.Range(10, 20))
                {
                    _destination.Rows.Remove(key);
                }

                throw new SyncException(ErrorId.DestinationUnavailable, "It was cut.", "", "fake", isTransient: true);
            }
        };

        Assert.Equal(ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => Into(source, batchSize: 10)).ErrorId);
        Assert.Equal(40, Into(source).Totals.RowsDelivered);
        Assert.Equal(50, _destination.Rows.Count);
    }

    // -WarningAction Stop ends the command while the writing thread may be in the middle of a batch. The reading thread, which warns, waits
    // in a read until the second attempt has started.
    [Fact]
    public void A_destination_is_not_disposed_during_a_write()
    {
        using var reading = new ManualResetEventSlim();
        using var retrying = new ManualResetEventSlim();
        using var warned = new ManualResetEventSlim();
        var observer = new ThrowingObserver(warned);
        var (reads, attempts, isWriting) = (0, 0, false);
        _destination.OnWrite = _ =>
        {
            if (++attempts == 1)
            {
                reading.Wait();
                throw new SyncException(ErrorId.DestinationUnavailable, "It was cut.", "", "fake", isTransient: true);
            }

            isWriting = true;
            retrying.Set();
            warned.Wait();
            Thread.Sleep(300);
            isWriting = false;
        };
        var source = Source(TestData.Rows(50));
        source.OnRead = () =>
        {
            if (++reads == 15)
            {
                reading.Set();
                retrying.Wait();
            }
        };
        using var access = source.Access(observer);

        Assert.Throws<InvalidOperationException>(() => Into(access, TestData.Request, batchSize: 10, observer));

        Assert.True(attempts >= 2);
        Assert.False(isWriting);
    }

    [Fact]
    public void A_cancelled_run_keeps_the_batches_that_are_done()
    {
        using var stop = new CancellationTokenSource();
        var source = Source(TestData.Rows(1000));
        var read = 0;
        source.OnRead = () =>
        {
            if (++read == 500)
            {
                stop.Cancel();
            }
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Into(source.Access(_observer, cancellation: stop.Token), TestData.Request, batchSize: 10));

        Assert.Equal(State().Watermark?.Key ?? -1, (_destination.Checkpoint?.Watermark.Key) ?? -1);
        Assert.True((State().Watermark?.Key?.Integer ?? 0) < 500);
        Into(source, batchSize: 10);
        Assert.Equal(1000, _destination.Rows.Count);
    }

    [Fact]
    public void An_interrupted_full_run_keeps_replacing_newer_rows_until_it_is_complete()
    {
        var source = Source(TestData.Rows(50));
        Into(source);

        // The source was restored: its rows are older than what is in the destination.
        source.Rows.Clear();
        source.Rows.AddRange(TestData.Rows(50).Select(r => r with { Time = r.Time!.Value.AddDays(-30), Name = "restored" }));
        Assert.Equal(0, Into(source).Totals.RowsDelivered);

        var read = 0;
        source.OnRead = () =>
        {
            if (++read > 25)
            {
                throw TestData.Lost;
            }
        };
        Assert.Throws<SyncException>(() => Into(source, TestData.Request with { Full = true }, batchSize: 10));
        source.OnRead = null;
        Assert.True(State().IsReplacing);

        // Resumes with the rest, not at the old watermark.
        Assert.InRange(Into(source, batchSize: 10).Totals.RowsDelivered, 25, 30);
        Assert.All(_destination.Rows.Values, r => Assert.Equal("restored", r.Name));
        Assert.False(State().IsReplacing);
    }

    [Fact]
    public void A_full_run_that_fails_at_once_has_rewound_the_checkpoint()
    {
        var source = Source(TestData.Rows(50));
        Into(source);
        source.OnRead = () => throw TestData.Lost;

        Assert.Throws<SyncException>(() => Into(source, TestData.Request with { Full = true }));

        Assert.Null(State().Watermark);
    }

    // The full run was killed between the two: the state file was rewound, the destination was not.
    [Fact]
    public void The_rest_of_a_full_run_rewinds_a_destination_that_is_ahead()
    {
        var source = Source(TestData.Rows(50));
        Into(source);
        var rewound = State() with { Watermark = new(TestData.Old.AddMicroseconds(9), 9), History = CheckpointHistory.Begin() };
        WriteState(rewound with { IsReplacing = true });
        source.OnRead = () => throw TestData.Lost;

        Assert.Throws<SyncException>(() => Into(source));

        Assert.Equal(9, _destination.Checkpoint?.Watermark.Key);
    }

    // Rows without a time came before those that the destination's checkpoint covers.
    [Fact]
    public void The_rest_of_a_full_run_whose_state_is_left_behind_lets_no_row_without_a_time_replace_a_dated_one()
    {
        var source = Source(new(null, 1, "undated"), new(TestData.Old, 1, "dated"), new(TestData.Old, 2, "dated"));
        var include = TestData.Request with { NullTimestamp = NullTimestampAction.Include };
        Into(source, include with { Full = true }, batchSize: 1);
        WriteState(State() with { Watermark = null, IsReplacing = true });

        Into(source, include, batchSize: 1);

        Assert.Equal(["dated", "dated"], _destination.Rows.Values.Select(r => r.Name));
    }

    [Fact]
    public void A_lookback_delivers_late_rows_and_never_moves_the_checkpoint_back()
    {
        var source = Source(TestData.Rows(50));
        Into(source);
        source.Rows.Add(new(TestData.Old.AddMicroseconds(10), 999));
        var back = TestData.Request with { Lookback = TimeSpan.FromMicroseconds(45) };

        Assert.Equal(47, Into(source, back, batchSize: 10).Totals.RowsDelivered);

        Assert.Contains(999, _destination.Rows.Keys);
        Assert.Equal(49, State().Watermark?.Key);
        source.Rows.RemoveAll(r => r.Time >= TestData.Old.AddMicroseconds(20));
        Into(source, back);
        Assert.Equal(49, State().Watermark?.Key);
        Assert.Equal(49, _destination.Checkpoint?.Watermark.Key);
    }

    [Fact]
    public void Rows_without_a_time_reach_a_destination_unless_it_holds_a_dated_row()
    {
        var source = Source(new(null, 1, "undated"), new(null, 2, "undated"), new(TestData.Old, 2, "dated"), new(null, 3, "undated"));
        var include = TestData.Request with { NullTimestamp = NullTimestampAction.Include };

        Into(source, include, batchSize: 1);
        source.Rows.RemoveAll(r => r.Time is not null);
        source.Rows.Add(new(null, 3, "changed"));
        var second = Into(source, include);

        Assert.Equal(4, second.Totals.RowsDelivered);
        Assert.Equal(["undated", "dated", "changed"], _destination.Rows.OrderBy(r => r.Key).Select(r => r.Value.Name));
        Assert.Equal(new Watermark(TestData.Old, 2), State().Watermark);
    }

    [Fact]
    public void Limited_runs_eventually_deliver_every_row()
    {
        var source = Source([.. TestData.Rows(10), .. TestData.Rows(10)]);
        var request = TestData.Request with { MaxRow = 7 };

        Assert.Equal([8, 8, 4, 0], Enumerable.Range(0, 4).Select(_ => (int)Into(source, request).Totals.RowsDelivered));
        Assert.Equal(10, _destination.Rows.Count);
        Assert.Equal(TestData.Old.AddMicroseconds(3), State().Runs[0].CompleteUntil);
        Assert.Equal([true, true, false, false], State().Runs.Select(r => r.IsLimited));
    }

    [Fact]
    public void Batches_are_checkpointed_one_by_one()
    {
        var source = Source(TestData.Rows(25));
        var taken = new List<long>();
        void Take(List<long> batch)
        {
            if (taken.Count == 20)
            {
                throw new InvalidOperationException("full");
            }

            taken.AddRange(batch);
        }

        Assert.Throws<InvalidOperationException>(() => Batches(source, Take));
        Assert.Equal(19, State().Watermark?.Key);
        taken.Clear();
        Assert.Equal((5, 1), (Batches(source, Take).Totals.RowsDelivered, State().Runs.Count));
        Assert.Equal([20, 21, 22, 23, 24], taken);
    }

    [Fact]
    public void A_pipeline_run_moves_the_checkpoint_only_when_promoted()
    {
        var source = Source(TestData.Rows(5));
        Pipeline(source, promote: false);
        Assert.Null(State().Watermark);
        Assert.Equal(4, State().Staged?.Watermark?.Key);

        Assert.Equal(5, Pipeline(source, promote: true));
        Assert.Null(State().Staged);
        Assert.Equal(4, State().Watermark?.Key);
        Assert.Single(State().Runs);

        Assert.Equal(0, Pipeline(source, promote: true));
        Assert.Equal(4, State().Watermark?.Key);
        Assert.Equal(2, State().Runs.Count);
    }

    private static FakeSource Source(params FakeRow[] rows) => new(rows, TestData.Clock);

    private SyncOutcome Into(FakeSource source, SyncRequest? request = null, int batchSize = 10_000) => Into(source.Access(_observer, maxRetry: 2), request ?? TestData.Request, batchSize);

    private SyncOutcome Into(ReconnectingSource access, SyncRequest request, int batchSize, IRunObserver? observer = null)
    {
        using (access)
        {
            using var file = Open();
            using var target = new ReconnectingDestination(_ => _destination, new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Source), new RetryPolicy(new ImmediateRetry(), 2));
            return DestinationRun.Execute(file, access, target, request, batchSize, observer ?? _observer);
        }
    }

    private SyncOutcome Batches(FakeSource source, Action<List<long>> take)
    {
        using var file = Open();
        using var access = source.Access(_observer);
        return ScriptBlockRun.Execute<long>(file, access, TestData.Request, 10, TestData.KeyOf, take, _observer);
    }

    private int Pipeline(FakeSource source, bool promote)
    {
        using var file = Open();
        using var access = source.Access(_observer);
        using var run = new PipelineRun<long>(file, access, TestData.Request, TestData.KeyOf, _observer);
        var keys = new List<long>();
        while (run.ReadAvailable(keys))
        {
        }

        run.Stage(always: false);
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
