namespace RedshiftSync.UnitTests.Sync;

/// <summary>Runs to a script block and down a pipeline, and what a run records of skipped rows.</summary>
public sealed class BatchAndPipelineRunTests : RunTest
{
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
        Assert.Equal(24, Destination.Checkpoint?.Watermark.Key);
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
        using var access = Source(TestData.Rows(rows)).Access(Observer);
        using var file = Open();
        using var run = new PipelineRun<long>(file, access, TestData.Request, TestData.KeyOf, Observer);
        run.ReadAvailable([]);

        run.Stage(always);

        Assert.Equal((isStaged, isStaged, isStaged ? 0 : 1), (run.IsStaged, file.Read()!.Staged is not null, file.Read()!.Runs.Count));
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
}
