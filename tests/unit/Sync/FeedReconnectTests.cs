namespace RedshiftSync.UnitTests.Sync;

/// <summary>Lost connections while rows are read.</summary>
public sealed class FeedReconnectTests : FeedTest
{
    // Three rows share each time and key: wherever the connection is cut, they are delivered once and together.
    [Fact]
    public void A_connection_cut_before_every_single_row_loses_and_repeats_nothing()
    {
        FakeRow[] rows =
        [
            .. Enumerable.Range(0, 5).Select(i => new FakeRow(null, i / 2)),
            .. Enumerable.Range(0, 60).Select(i => new FakeRow(TestData.Old.AddMicroseconds(i / 6), i / 3)),
        ];
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
        FakeRow[] rows =
        [
            new(TestData.Old, 1), new(TestData.Old, 2, Problem: "no good"), new(TestData.Old, null), new(TestData.Old, null),
            new(TestData.Old.AddDays(1), 3), new(TestData.Old.AddDays(2), 4),
        ];
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
            Observer.Skipped.Clear();

            Assert.Equal([1, 3, 4], Batch(Feed(source, TestData.Plan with { SkipUnreadable = true }), 1000));
            Assert.Equal(3, Observer.Skipped.Count);
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
        Assert.Equal(2, Observer.Warnings.Count);
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
}
