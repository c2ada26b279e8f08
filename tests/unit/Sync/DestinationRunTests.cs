namespace RedshiftSync.UnitTests.Sync;

/// <summary>Runs into a destination: what they deliver, and where they begin.</summary>
public sealed class DestinationRunTests : RunTest
{
    [Fact]
    public void A_destination_gets_every_row_in_batches_of_whole_groups()
    {
        var source = Source([.. TestData.Rows(100), new FakeRow(TestData.Old.AddMicroseconds(99), 99)]);

        var outcome = Into(source, batchSize: 30);

        Assert.Equal((101, 101, 4), (outcome.Totals.RowsRead, outcome.Totals.RowsDelivered, outcome.Totals.Batches));
        Assert.Equal([30, 30, 30, 11], Destination.BatchSizes);
        Assert.Equal(100, Destination.Rows.Count);
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
        Assert.Single(Observer.Warnings);
    }

    [Fact]
    public void The_older_checkpoint_wins()
    {
        var source = Source(TestData.Rows(10));
        Into(source);

        // Restored from before the last rows.
        Destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(4), 4), Guid.NewGuid(), SyncState.DefaultStart);
        Assert.Equal(5, Into(source).Totals.RowsDelivered);

        // Ahead, as after a kill between its commit and the state file's write.
        Destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), SyncState.DefaultStart);
        WriteState(State() with { Watermark = new(TestData.Old.AddMicroseconds(7), 7) });
        Assert.Equal(2, Into(source).Totals.RowsDelivered);

        // A new destination gets everything.
        Destination.Checkpoint = null;
        Assert.Equal(10, Into(source).Totals.RowsDelivered);
    }

    [Fact]
    public void A_destination_that_started_later_than_the_state_gets_the_missing_rows()
    {
        var source = Source(TestData.Rows(10));
        Into(source);
        Destination.Rows.Clear();
        Destination.Checkpoint = new(new(TestData.Old.AddMicroseconds(9), 9), Guid.NewGuid(), TestData.Old.AddMicroseconds(5));

        Assert.Equal(10, Into(source).Totals.RowsDelivered);
        Assert.Equal(SyncState.DefaultStart, Destination.Checkpoint.Start);
        Assert.Equal(0, Into(source).Totals.RowsDelivered);
    }

    [Fact]
    public void An_empty_destination_with_a_checkpoint_causes_a_warning()
    {
        var source = Source(TestData.Rows(10));
        Into(source);
        Assert.Empty(Observer.Warnings);
        Destination.Rows.Clear();

        Assert.Equal(0, Into(source).Totals.RowsDelivered);
        Assert.Single(Observer.Warnings);
        Assert.Equal(10, Into(source, TestData.Request with { Full = true }).Totals.RowsDelivered);
        Assert.Single(Observer.Warnings);
    }

    [Fact]
    public void Rows_with_a_NULL_cursor_reach_a_destination_unless_it_holds_the_row_with_a_cursor_value()
    {
        var source = Source(new(null, 1, "null"), new(null, 2, "null"), new(TestData.Old, 2, "set"), new(null, 3, "null"));
        var include = TestData.Request with { NullTimestamp = NullTimestampAction.Include };

        Into(source, include, batchSize: 1);
        source.Rows.RemoveAll(r => r.Time is not null);
        source.Rows.Add(new(null, 3, "changed"));
        var second = Into(source, include);

        Assert.Equal(4, second.Totals.RowsDelivered);
        Assert.Equal(["null", "set", "changed"], Destination.Rows.OrderBy(r => r.Key).Select(r => r.Value.Name));
        Assert.Equal(new Watermark(TestData.Old, 2), State().Watermark);
    }

    [Fact]
    public void Limited_runs_eventually_deliver_every_row()
    {
        var source = Source([.. TestData.Rows(10), .. TestData.Rows(10)]);
        var request = TestData.Request with { MaxRow = 7 };

        Assert.Equal([8, 8, 4, 0], Enumerable.Range(0, 4).Select(_ => (int)Into(source, request).Totals.RowsDelivered));
        Assert.Equal(10, Destination.Rows.Count);
        Assert.Equal(TestData.Old.AddMicroseconds(3), State().Runs[0].CompleteUntil);
        Assert.Equal([true, true, false, false], State().Runs.Select(r => r.IsLimited));
    }
}
