namespace RedshiftSync.UnitTests.Sync;

/// <summary>Limits on the number of rows, combined with everything that splits reading into several statements.</summary>
public sealed class FeedLimitTests : FeedTest
{
    [Fact]
    public void The_position_stays_before_a_skipped_row_if_a_limit_leaves_readable_rows_of_its_group_unread()
    {
        FakeRow[] rows =
        [
            new(TestData.Old, 1), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, 2), new(TestData.Old, 3),
            new(TestData.Old, 4),
        ];
        var feed = Feed(rows, TestData.Plan with { SkipUnreadable = true, ForCheckpoint = true, MaxRow = 1 });

        Assert.Equal([1], Batch(feed, 1000));
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
        var plan = TestData.Plan with
        {
            IncludeNullCursor = true,
            ForCheckpoint = true,
            MaxRow = 3,
            From = new Watermark(TestData.Old.AddMicroseconds(9), 9),
        };

        Assert.Equal(
            [1, 2, 5, 6, 7, 8, 9, 10, 11, 12], Batch(Feed(rows, plan with { LookbackFrom = TestData.Old.AddMicroseconds(5) }), 1000));
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

        Assert.Equal(
            [20, 21, 22], Batch(Feed([.. rows], TestData.Plan with { MaxRow = 3, ForCheckpoint = true, SkipUnreadable = true }), 1000));
        Assert.Equal(20, Observer.Skipped.Count);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 1L)]
    [InlineData(1L + int.MaxValue)]
    public void Limits_beyond_the_range_of_int_are_accepted(long max)
    {
        foreach (var forCheckpoint in new[] { true, false })
        {
            var source = new FakeSource(TestData.Rows(3), TestData.Clock);

            Assert.Equal([0, 1, 2], Read(source, TestData.Plan with { MaxRow = max, ForCheckpoint = forCheckpoint }));

            // Redshift accepts no larger LIMIT.
            var text = Assert.Single(source.Opened).Text;
            Assert.True(
                !text.Contains("LIMIT", StringComparison.Ordinal)
                    || text.EndsWith($"LIMIT {int.MaxValue}", StringComparison.Ordinal)
                    || text.EndsWith($"LIMIT {int.MaxValue - 1}", StringComparison.Ordinal),
                text);
        }
    }

    [Fact]
    public void Rows_with_a_NULL_cursor_count_towards_a_limit()
    {
        FakeRow[] rows = [new(null, 1), new(null, 2), new(null, 3), .. TestData.Rows(10)];

        Assert.Equal(
            [1, 2, 3, 0, 1], Read(new FakeSource(rows, TestData.Clock), TestData.Plan with { IncludeNullCursor = true, MaxRow = 5 }));
        Assert.Equal([1, 2, 3], Read(new FakeSource(rows, TestData.Clock), TestData.Plan with { IncludeNullCursor = true, MaxRow = 3 }));
    }

    [Fact]
    public void Skipped_rows_do_not_count_towards_a_limit()
    {
        var rows = TestData.Rows(50).Select(r => r.Id < 20 ? r with { Problem = "no good" } : r).ToArray();

        Assert.Equal([20, 21, 22], Read(new FakeSource(rows, TestData.Clock), TestData.Plan with { MaxRow = 3, SkipUnreadable = true }));
    }

    // For any rows, limit and cuts: the first readable rows up to the limit, in order, once; for a checkpoint, up to the end of a group.
    [Fact]
    public void Any_limit_returns_the_first_rows_despite_cuts()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            FakeRow[] rows = [.. Enumerable.Range(0, random.Next(25)).Select(i => new FakeRow(
                random.Next(4) == 0 ? null : TestData.Old.AddDays(random.Next(4)),
                random.Next(8) == 0 ? null : random.Next(5),
                $"{i}",
                random.Next(5) == 0 ? "no good" : null))];
            var source = new FakeSource(rows, TestData.Clock) { OnRead = () => Cut(random) };
            var plan = TestData.Plan with
            {
                IncludeNullCursor = random.Next(2) == 0,
                SkipUnreadable = true,
                MaxRow = random.Next(1, 12),
                ForCheckpoint = random.Next(2) == 0,
            };
            using var feed = new ChangeFeed<FakeRow>(
                source.Access(Observer, maxRetry: 100),
                plan,
                (row, key, time) => new FakeRow(time?.Time, key.Integer, TestData.NameOf(row)),
                Observer);
            var read = new List<FakeRow>();
            while (feed.ReadGroup(read))
            {
            }

            var readable = rows.Where(r => r.Id is not null && r.Problem is null && (plan.IncludeNullCursor || r.Time is not null))
                .OrderBy(r => r.Time is not null).ThenBy(r => r.Time).ThenBy(r => r.Id).ToList();
            var counted = readable.Where(r => plan.Counts(r.Time is null ? FeedPhase.NullCursor : FeedPhase.Changes)).ToList();
            var last = counted.Count < plan.MaxRow ? readable.LastOrDefault() : counted[(int)plan.MaxRow - 1];
            var end = last is null ? 0
                : plan.ForCheckpoint ? readable.FindLastIndex(r => (r.Time, r.Id) == (last.Time, last.Id)) + 1
                : (int)Math.Min(plan.MaxRow.Value, readable.Count);
            Assert.Equal(readable.Take(end).Select(r => (r.Time, r.Id)), read.Select(r => (r.Time, r.Id)));
            Assert.Equal(read.Count, read.Select(r => r.Name).Distinct().Count());
        }
    }

    private static void Cut(Random random)
    {
        if (random.Next(12) == 0)
        {
            throw TestData.Lost;
        }
    }

    private List<long> Read(FakeSource source, ReadPlan plan)
    {
        using var feed = new ChangeFeed<long>(source.Access(Observer), plan, TestData.KeyOf, Observer);
        var rows = new List<long>();
        feed.ReadBatch(rows, 1000);
        return rows;
    }
}
