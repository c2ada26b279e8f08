namespace RedshiftSync.UnitTests.Sync;

/// <summary>Groups and batches of rows, their order, and rows that cannot be read.</summary>
public sealed class ChangeFeedTests : FeedTest
{
    [Fact]
    public void Rows_with_the_same_time_and_key_form_one_group_and_are_counted_individually()
    {
        var feed = Feed(
            [new(TestData.Old, 1), new(TestData.Old, 1), new(TestData.Old, 1), new(TestData.Old, 2), new(TestData.Old.AddTicks(10), 2)]);
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
                new(TestData.Old, 1, Problem: "no good"), new(TestData.Old, 2), new(TestData.Old, 2, Problem: "no good"),
                new(TestData.Old, 2), new(TestData.Old, null),
                new(TestData.Old.AddDays(1), 9, Problem: "no good"),
            ],
            TestData.Plan with { SkipUnreadable = true });

        Assert.Equal([2, 2], Batch(feed, 10));
        Assert.Equal(
            ["customer_id 1", "customer_id 2", "customer_id NULL, updated_at 2024-05-01T00:00:00.000000Z", "customer_id 9"],
            Observer.Skipped.Select(s => s.Row));
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
        Assert.Single(Observer.Skipped);
    }

    [Fact]
    public void Rows_with_a_NULL_cursor_come_first()
    {
        var feed = Feed([new(TestData.Old, 1), new(null, 7), new(null, 3), new(null, 3)], TestData.Plan with { IncludeNullCursor = true });

        Assert.Equal([3, 3, 7, 1], Batch(feed, 10));
        Assert.Equal(new Watermark(TestData.Old, 1), feed.Position);
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
}
