namespace RedshiftSync.UnitTests.Sync;

/// <summary>Runs whose source, destination or command fails or stops, and the next runs.</summary>
public sealed class RunRecoveryTests : RunTest
{
    [Fact]
    public void A_failing_batch_keeps_the_checkpoint_of_the_previous_batch()
    {
        var source = Source(TestData.Rows(50));
        Destination.OnWrite = batch =>
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
        Destination.OnWrite = null;
        Assert.Equal(30, Into(source, batchSize: 10).Totals.RowsDelivered);
    }

    [Fact]
    public void A_failing_destination_does_not_wait_for_a_slow_source()
    {
        using var hasFailed = new ManualResetEventSlim();
        var source = Source(TestData.Rows(1000));
        var access = source.Access(Observer);
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
        Destination.OnWrite = _ =>
        {
            hasFailed.Wait();
            throw DestinationErrors.Unusable("fake", "the disk is full", "", null);
        };

        Assert.Equal(
            ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => Into(access, TestData.Request, batchSize: 10)).ErrorId);
    }

    [Fact]
    public void A_lost_destination_is_reopened_and_gets_the_batch_again()
    {
        var failures = 2;
        Destination.OnWrite = batch =>
        {
            if (batch == 2 && failures-- > 0)
            {
                throw new SyncException(ErrorId.DestinationUnavailable, "It was cut.", "", "fake", isTransient: true);
            }
        };

        Assert.Equal(50, Into(Source(TestData.Rows(50)), batchSize: 10).Totals.RowsDelivered);
        Assert.Equal(50, Destination.Rows.Count);
        Assert.Equal(2, Observer.Warnings.Count);
        Assert.Equal(2, State().Runs[^1].Retries);
    }

    [Fact]
    public void A_failing_source_keeps_the_checkpoint_of_the_rows_before_the_failure()
    {
        var rows = TestData.Rows(25);
        rows[20] = rows[20] with { Problem = "no good" };

        Assert.Equal(ErrorId.UnreadableRow, Assert.Throws<SyncException>(() => Into(Source(rows), batchSize: 8)).ErrorId);

        Assert.Equal(19, State().Watermark?.Key);
        Assert.Equal(20, Destination.Rows.Count);
    }

    [Fact]
    public void The_state_file_matches_the_destination_when_a_run_fails()
    {
        // Batches are written much faster than the state file: it has to catch up.
        Destination.OnWrite = batch =>
        {
            if (batch == 4)
            {
                throw new SyncException(ErrorId.DestinationUnavailable, "It is full.", "", "fake");
            }
        };

        Assert.Throws<SyncException>(() => Into(Source(TestData.Rows(100)), batchSize: 10));

        Assert.Equal(29, State().Watermark?.Key);
        Assert.Equal(29, Destination.Checkpoint?.Watermark.Key);
    }

    [Fact]
    public void Nothing_is_written_after_the_run_has_ended()
    {
        using var isReading = new ManualResetEventSlim();
        using var hasThrown = new ManualResetEventSlim();
        Destination.OnWrite = batch =>
        {
            (batch == 1 ? isReading : hasThrown).Wait(batch == 2 ? 0 : Timeout.Infinite);
            Thread.Sleep(batch == 3 ? 300 : 0);
        };
        Observer.OnProgress = () =>
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
                SpinWait.SpinUntil(() => Destination.Checkpoint?.Watermark.Key == 19);
                Thread.Sleep(50);
            }
        };

        Assert.Throws<InvalidOperationException>(() => Into(source, batchSize: 10));

        var written = Destination.BatchSizes.Count;
        Thread.Sleep(500);
        Assert.Equal(written, Destination.BatchSizes.Count);
        Assert.Equal(Destination.Checkpoint?.Watermark, State().Watermark);
    }

    // As when a lagging standby takes over: the last batches are missing.
    [Fact]
    public void A_destination_that_goes_back_while_its_connection_is_lost_ends_the_run_and_the_next_one_fills_the_gap()
    {
        var source = Source(TestData.Rows(50));
        Destination.OnWrite = batch =>
        {
            if (batch == 4)
            {
                Destination.OnWrite = null;
                Destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), SyncState.DefaultStart);
                foreach (var key in Enumerable.Range(10, 20))
                {
                    Destination.Rows.Remove(key);
                }

                throw new SyncException(ErrorId.DestinationUnavailable, "It was cut.", "", "fake", isTransient: true);
            }
        };

        Assert.Equal(ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => Into(source, batchSize: 10)).ErrorId);
        Assert.Equal(40, Into(source).Totals.RowsDelivered);
        Assert.Equal(50, Destination.Rows.Count);
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
        Destination.OnWrite = _ =>
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

        Assert.ThrowsAny<OperationCanceledException>(
            () => Into(source.Access(Observer, cancellation: stop.Token), TestData.Request, batchSize: 10));

        Assert.Equal(State().Watermark?.Key ?? -1, (Destination.Checkpoint?.Watermark.Key) ?? -1);
        Assert.True((State().Watermark?.Key?.Integer ?? 0) < 500);
        Into(source, batchSize: 10);
        Assert.Equal(1000, Destination.Rows.Count);
    }
}
