namespace RedshiftSync.UnitTests.Sync;

/// <summary>Runs that read rows again: with -Full and with -Lookback.</summary>
public sealed class FullRunTests : RunTest
{
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
        Assert.All(Destination.Rows.Values, r => Assert.Equal("restored", r.Name));
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

        Assert.Equal(9, Destination.Checkpoint?.Watermark.Key);
    }

    // Rows with a NULL cursor were delivered before those that the destination's checkpoint covers.
    [Fact]
    public void The_rest_of_a_full_run_whose_state_is_older_lets_no_row_with_a_NULL_cursor_replace_one_with_a_cursor_value()
    {
        var source = Source(new(null, 1, "null"), new(TestData.Old, 1, "set"), new(TestData.Old, 2, "set"));
        var include = TestData.Request with { NullTimestamp = NullTimestampAction.Include };
        Into(source, include with { Full = true }, batchSize: 1);
        WriteState(State() with { Watermark = null, IsReplacing = true });

        Into(source, include, batchSize: 1);

        Assert.Equal(["set", "set"], Destination.Rows.Values.Select(r => r.Name));
    }

    [Fact]
    public void A_lookback_delivers_late_rows_and_never_moves_the_checkpoint_back()
    {
        var source = Source(TestData.Rows(50));
        Into(source);
        source.Rows.Add(new(TestData.Old.AddMicroseconds(10), 999));
        var back = TestData.Request with { Lookback = TimeSpan.FromMicroseconds(45).Ticks };

        Assert.Equal(47, Into(source, back, batchSize: 10).Totals.RowsDelivered);

        Assert.Contains(999, Destination.Rows.Keys);
        Assert.Equal(49, State().Watermark?.Key);
        source.Rows.RemoveAll(r => r.Time >= TestData.Old.AddMicroseconds(20));
        Into(source, back);
        Assert.Equal(49, State().Watermark?.Key);
        Assert.Equal(49, Destination.Checkpoint?.Watermark.Key);
    }
}
