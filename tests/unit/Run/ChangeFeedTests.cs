namespace RedshiftSync.UnitTests.Run;

public sealed class ChangeFeedTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Rows_with_the_same_time_and_key_form_one_group_and_are_counted_individually()
    {
        var feed = Feed([new(TestData.Old, 1), new(TestData.Old, 1), new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old.AddTicks(10), 2)]);
        var sizes = new List<int>();
        for (var group = new List<long>(); feed.ReadGroup(group); group.Clear())
        {
            sizes.Add(group.Count);
        }

        Assert.Equal([3, 1, 1], sizes);
        Assert.Equal(5, feed.RowsRead);
        Assert.Equal(new Watermark(TestData.Old.AddTicks(10), 2), feed.Position);
    }

    [Fact]
    public void A_batch_never_ends_within_a_group()
    {
        var feed = Feed([new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old, 2), new(TestData.Old, 2), new(TestData.Old, 3)]);

        Assert.Equal([1, 2, 2, 2], Batch(feed, 2));
        Assert.Equal(new Watermark(TestData.Old, 2), feed.Position);
    }

    [Fact]
    public void An_unreadable_row_stops_the_feed_after_all_earlier_rows_are_delivered()
    {
        var feed = Feed([new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old, 3, Problem: "no good"), new(TestData.Old, 4)]);
        var rows = new List<long>();

        Assert.True(feed.ReadGroup(rows));
        Assert.True(feed.ReadGroup(rows));
        for (var again = 0; again < 2; again++)
        {
            var error = Assert.Throws<SyncException>(() => feed.ReadGroup(rows));
            Assert.Equal((ErrorId.UnreadableRow, "customer_id 3"), (error.ErrorId, error.Target));
        }

        Assert.Equal([1, 2], rows);
        Assert.Equal(new Watermark(TestData.Old, 2), feed.Position);
    }

    [Fact]
    public void A_failure_surfaces_as_soon_as_the_rows_before_it_are_delivered()
    {
        var feed = Feed([new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old, 3, Problem: "no good")]);
        var rows = new List<long>();

        feed.ReadBatch(rows, 1);
        feed.ReadBatch(rows, 10);

        Assert.Equal([1, 2], rows);
        Assert.Throws<SyncException>(() => feed.ReadBatch(rows, 10));
        Assert.Throws<SyncException>(() => feed.ReadAvailable(rows));
    }

    [Fact]
    public void A_group_with_an_unreadable_row_is_not_delivered()
    {
        var feed = Feed([new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old, 2, Problem: "no good")]);
        var rows = new List<long>();

        Assert.True(feed.ReadGroup(rows));
        Assert.Throws<SyncException>(() => feed.ReadGroup(rows));
        Assert.Equal([1], rows);
    }

    [Fact]
    public void A_NULL_key_is_unreadable_wherever_reading_starts()
    {
        FakeRow[] rows = [new(TestData.Old, 1), new(TestData.Old, null), new(TestData.Old.AddDays(1), 2)];

        Assert.Equal([1], Batch(Feed(rows), 10));
        var resumed = Feed(rows, TestData.Plan with { From = new Watermark(TestData.Old, 1) });
        Assert.Equal(ErrorId.UnreadableRow, Assert.Throws<SyncException>(() => Batch(resumed, 10)).ErrorId);
    }

    [Fact]
    public void Unreadable_rows_are_skipped_and_reported_once()
    {
        var feed = Feed(
            [
                new(TestData.Old, 1, Problem: "no good"), new(TestData.Old, 2), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, 2), new(TestData.Old, null),
                new(TestData.Old.AddDays(1), 9, Problem: "no good"),
            ],
            TestData.Plan with { SkipUnreadable = true });

        Assert.Equal([2, 2], Batch(feed, 10));
        Assert.Equal(["customer_id 1", "customer_id 2", "customer_id NULL, updated_at 2024-05-01T00:00:00.000000Z", "customer_id 9"], _observer.Skipped.Select(s => s.Row));
        Assert.Equal(4, feed.RowsSkipped);

        // The next run must not read them again.
        Assert.Equal(new Watermark(TestData.Old.AddDays(1), 9), feed.Position);
    }

    [Fact]
    public void A_readable_row_with_the_time_and_key_of_a_skipped_row_is_delivered()
    {
        FakeRow[] rows = [new(TestData.Old, 1), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, 2)];
        var feed = Feed(rows, TestData.Plan with { SkipUnreadable = true });
        var group = new List<long>();

        Assert.True(feed.ReadGroup(group));
        Assert.Equal(new Watermark(TestData.Old, 1), feed.Position);
        Assert.True(feed.ReadGroup(group));
        Assert.Equal([1, 2], group);
        Assert.Single(_observer.Skipped);
    }

    [Fact]
    public void The_position_stays_before_a_skipped_row_if_a_limit_leaves_readable_rows_of_its_group_unread()
    {
        FakeRow[] rows = [new(TestData.Old, 1), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, 2), new(TestData.Old, 3), new(TestData.Old, 4)];
        var feed = Feed(rows, TestData.Plan with { SkipUnreadable = true, ForCheckpoint = true, MaxRow = 1 });

        Assert.Equal([1], Batch(feed, 1000));
        Assert.Equal(new Watermark(TestData.Old, 1), feed.Position);
    }

    [Fact]
    public void Rows_without_a_time_come_first()
    {
        var feed = Feed([new(TestData.Old, 1), new(null, 7), new(null, 3), new(null, 3)], TestData.Plan with { IncludeNullCursor = true });

        Assert.Equal([3, 3, 7, 1], Batch(feed, 10));
        Assert.Equal(new Watermark(TestData.Old, 1), feed.Position);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    [InlineData(100, 5)]
    public void A_limit_is_exceeded_only_to_complete_a_group(int max, int expected)
    {
        var feed = Feed(
            [new(TestData.Old, 2), new(TestData.Old, 2), new(TestData.Old, 2), new(TestData.Old, 3), new(TestData.Old, 4)],
            TestData.Plan with { ForCheckpoint = true, MaxRow = max });

        Assert.Equal(expected, Batch(feed, 1000).Count);
        Assert.Empty(Batch(feed, 1000));
        Assert.Equal(max <= 5, feed.IsLimited);
    }

    [Fact]
    public void Rows_that_every_run_repeats_do_not_count_towards_a_limit()
    {
        FakeRow[] rows = [new(null, 1), new(null, 2), .. TestData.Rows(20)];
        var plan = TestData.Plan with { IncludeNullCursor = true, ForCheckpoint = true, MaxRow = 3, From = new Watermark(TestData.Old.AddMicroseconds(9), 9) };

        Assert.Equal([1, 2, 5, 6, 7, 8, 9, 10, 11, 12], Batch(Feed(rows, plan with { LookbackFrom = TestData.Old.AddMicroseconds(5) }), 1000));
        Assert.Equal([1, 2, 10, 11, 12], Batch(Feed(rows, plan), 1000));
    }

    [Fact]
    public void A_limit_is_exact_if_groups_may_be_split()
    {
        var source = new FakeSource([new(TestData.Old, 2), new(TestData.Old, 2), new(TestData.Old, 2)], TestData.Clock);
        var feed = Feed(source, TestData.Plan with { MaxRow = 2 });

        Assert.Equal([2, 2], Batch(feed, 1000));
        Assert.EndsWith("LIMIT 2", Assert.Single(source.Opened).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_used_up_by_unreadable_rows_is_extended()
    {
        var rows = TestData.Rows(50).Select(r => r.Id < 20 ? r with { Problem = "no good" } : r);

        Assert.Equal([20, 21, 22], Batch(Feed([.. rows], TestData.Plan with { MaxRow = 3, ForCheckpoint = true, SkipUnreadable = true }), 1000));
        Assert.Equal(20, _observer.Skipped.Count);
    }

    // Three rows share each time and key: wherever the connection is cut, they are delivered once and together.
    [Fact]
    public void A_connection_cut_before_every_single_row_loses_and_repeats_nothing()
    {
        FakeRow[] rows = [.. Enumerable.Range(0, 5).Select(i => new FakeRow(null, i / 2)), .. Enumerable.Range(0, 60).Select(i => new FakeRow(TestData.Old.AddMicroseconds(i / 6), i / 3))];
        for (var cut = 0; cut <= rows.Length + 2; cut++)
        {
            var source = new FakeSource(rows, TestData.Clock);
            var left = cut;
            source.OnRead = () =>
            {
                if (left-- == 0)
                {
                    throw TestData.Lost;
                }
            };

            Assert.Equal(rows.Select(r => r.Id!.Value), Batch(Feed(source, TestData.Plan with { IncludeNullCursor = true }), 1000));
            Assert.Equal(0, source.OpenReaders);
        }
    }

    [Fact]
    public void Reported_rows_are_not_reported_again_after_a_cut()
    {
        FakeRow[] rows = [new(TestData.Old, 1), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, null), new(TestData.Old, null), new(TestData.Old.AddDays(1), 3), new(TestData.Old.AddDays(2), 4)];
        for (var cut = 0; cut <= rows.Length; cut++)
        {
            var source = new FakeSource(rows, TestData.Clock);
            var left = cut;
            source.OnRead = () =>
            {
                if (left-- == 0)
                {
                    throw TestData.Lost;
                }
            };
            _observer.Skipped.Clear();

            Assert.Equal([1, 3, 4], Batch(Feed(source, TestData.Plan with { SkipUnreadable = true }), 1000));
            Assert.Equal(3, _observer.Skipped.Count);
        }
    }

    [Fact]
    public void Progress_resets_the_attempts_and_without_progress_they_end()
    {
        var source = new FakeSource(TestData.Rows(100), TestData.Clock);
        var reads = 0;
        source.OnRead = () =>
        {
            // Enough for one group, including the look-ahead row.
            if (++reads % 3 == 0)
            {
                throw TestData.Lost;
            }
        };
        var feed = Feed(source, TestData.Plan, maxRetry: 1);
        Assert.Equal(100, Batch(feed, 1000).Count);

        source.OnRead = () => throw TestData.Lost;
        var error = Assert.Throws<SyncException>(() => Batch(Feed(source, TestData.Plan, maxRetry: 3), 1000));
        Assert.Equal(ErrorId.ConnectionLost, error.ErrorId);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public void A_source_that_cannot_be_reopened_is_reported_as_lost_with_the_reason()
    {
        var source = new FakeSource(TestData.Rows(10), TestData.Clock);
        var feed = Feed(source, TestData.Plan, maxRetry: 2);
        var group = new List<long>();
        Assert.True(feed.ReadGroup(group));
        source.OnRead = () => throw TestData.Lost;
        source.OnOpen = () => throw SourceErrors.ConnectionFailed("cluster", 5439, "refused", null);

        var error = Assert.Throws<SyncException>(() => feed.ReadGroup(group));

        Assert.Equal(ErrorId.ConnectionLost, error.ErrorId);
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _observer.Warnings.Count);
    }

    [Fact]
    public void Rows_read_before_a_failure_are_delivered()
    {
        var source = new FakeSource(TestData.Rows(10), TestData.Clock);
        var left = 6;
        source.OnRead = () =>
        {
            if (left-- <= 0)
            {
                throw TestData.Lost;
            }
        };
        var feed = Feed(source, TestData.Plan, maxRetry: 0);

        Assert.Equal([0, 1, 2, 3, 4], Batch(feed, 1000));
        Assert.Equal(ErrorId.ConnectionLost, Assert.Throws<SyncException>(() => Batch(feed, 1000)).ErrorId);
    }

    [Fact]
    public void Disposing_disposes_the_reader()
    {
        var source = new FakeSource(TestData.Rows(10), TestData.Clock);
        using (var feed = Feed(source, TestData.Plan))
        {
            feed.ReadGroup([]);
            Assert.Equal(1, source.OpenReaders);
        }

        Assert.Equal(0, source.OpenReaders);
    }

    [Fact]
    public void Reading_available_rows_returns_small_parts_until_the_end()
    {
        var feed = Feed([.. Enumerable.Range(1, 500).Select(i => new FakeRow(TestData.Old, i))]);
        var rows = new List<long>();
        var parts = new List<List<long>>();
        for (; feed.ReadAvailable(rows); rows = [])
        {
            parts.Add(rows);
        }

        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), parts.SelectMany(part => part));
        Assert.All(parts, part => Assert.InRange(part.Count, 1, 64));
    }

    private static List<long> Batch(ChangeFeed<long> feed, int size)
    {
        var rows = new List<long>();
        feed.ReadBatch(rows, size);
        return rows;
    }

    private ChangeFeed<long> Feed(FakeRow[] rows, ReadPlan? plan = null) => Feed(new FakeSource(rows, TestData.Clock), plan ?? TestData.Plan);

    private ChangeFeed<long> Feed(FakeSource source, ReadPlan plan, int maxRetry = 5) => new(source.Access(_observer, maxRetry), plan, TestData.KeyOf, _observer);
}
