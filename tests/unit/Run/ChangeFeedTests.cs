namespace RedshiftSync.UnitTests.Run;

public class ChangeFeedTests
{
    [Fact]
    public void Rows_of_one_time_and_key_come_together_and_count_alone()
    {
        var feed = Feed(new(Setting.Old, 1), new(Setting.Old, 1), new(Setting.Old, 1), new(Setting.Old, 2), new(Setting.Old.AddTicks(10), 2));
        var sizes = new List<int>();
        for (var group = new List<long>(); feed.ReadGroup(group); group.Clear())
        {
            sizes.Add(group.Count);
        }

        Assert.Equal([3, 1, 1], sizes);
        Assert.Equal(5, feed.RowsRead);
        Assert.Equal(new Watermark(Setting.Old.AddTicks(10), 2), feed.Position);
    }

    [Fact]
    public void A_batch_never_ends_within_a_group()
    {
        var feed = Feed(new(Setting.Old, 1), new(Setting.Old, 2), new(Setting.Old, 2), new(Setting.Old, 2), new(Setting.Old, 3));
        var batch = new List<long>();

        feed.ReadBatch(batch, 2);

        Assert.Equal([1, 2, 2, 2], batch);
        Assert.Equal(new Watermark(Setting.Old, 2), feed.Position);
    }

    [Fact]
    public void An_unreadable_row_stops_after_all_before_it_is_out()
    {
        var feed = Feed(new(Setting.Old, 1), new(Setting.Old, 2), new(Setting.Old, 3, Failure: Setting.Unreadable(3)), new(Setting.Old, 4));
        var rows = new List<long>();

        Assert.True(feed.ReadGroup(rows));
        Assert.True(feed.ReadGroup(rows));
        Assert.Equal(ErrorId.UnreadableRow, Assert.Throws<SyncException>(() => feed.ReadGroup(rows)).ErrorId);
        Assert.Equal([1, 2], rows);
        Assert.Equal(new Watermark(Setting.Old, 2), feed.Position);
    }

    [Fact]
    public void A_group_with_an_unreadable_row_in_it_does_not_go_out()
    {
        var feed = Feed(new(Setting.Old, 1), new(Setting.Old, 2), new(Setting.Old, 2, Failure: Setting.Unreadable(2)));
        var rows = new List<long>();

        Assert.True(feed.ReadGroup(rows));
        Assert.Throws<SyncException>(() => feed.ReadGroup(rows));
        Assert.Equal([1], rows);
    }

    [Fact]
    public void A_lost_connection_holds_back_the_group_that_may_go_on()
    {
        var lost = SourceErrors.ConnectionLost("cluster", new IOException());
        var feed = Feed(new(Setting.Old, 1), new(Setting.Old, 2), new(Setting.Old, 2, Failure: lost));
        var batch = new List<long>();

        feed.ReadBatch(batch, 100);

        Assert.Equal([1], batch);
        Assert.Equal(new Watermark(Setting.Old, 1), feed.Position);
        Assert.Equal(ErrorId.ConnectionLost, Assert.Throws<SyncException>(() => feed.ReadBatch([], 100)).ErrorId);
    }

    [Fact]
    public void Disposing_disposes_the_reader()
    {
        var reader = new FakeReader([]);

        new ChangeFeed<long>(reader, r => r.Key).Dispose();

        Assert.True(reader.IsDisposed);
    }

    private static ChangeFeed<long> Feed(params FakeRow[] rows) => new(new FakeReader(rows), r =>
    {
        r.GetText(0);
        return r.Key;
    });
}
