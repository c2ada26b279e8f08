namespace RedshiftSync.UnitTests.State;

public sealed class CheckpointHistoryTests
{
    private static readonly Guid First = Guid.NewGuid();
    private static readonly Guid Second = Guid.NewGuid();

    [Fact]
    public void Each_batch_and_each_run_is_newer_than_those_before()
    {
        var begun = CheckpointHistory.Begin(First);
        CheckpointHistory[] ascending =
            [begun, begun.Next(), begun.Next().ContinueWith(Second).Next(), begun.Next().ContinueWith(Second).Next().Next()];

        for (var i = 0; i < ascending.Length; i++)
        {
            for (var j = 0; j < ascending.Length; j++)
            {
                Assert.Equal(
                    i < j ? HistoryOrder.Older : i == j ? HistoryOrder.Same : HistoryOrder.Newer, ascending[i].CompareTo(ascending[j]));
            }
        }
    }

    [Fact]
    public void The_run_that_goes_on_does_not_change_the_checkpoint_before_it()
    {
        var history = CheckpointHistory.Begin(First).Next();

        Assert.Equal(history, history.ContinueWith(Second));
    }

    [Fact]
    public void Two_histories_and_two_branches_are_unrelated()
    {
        var common = CheckpointHistory.Begin(First).Next();
        var left = common.ContinueWith(Guid.NewGuid()).Next();
        var right = common.ContinueWith(Guid.NewGuid()).Next();

        Assert.Equal(HistoryOrder.Unrelated, left.CompareTo(right));
        Assert.Equal(HistoryOrder.Unrelated, left.Next().CompareTo(right));
        Assert.Equal(HistoryOrder.Newer, left.CompareTo(common));
        Assert.Equal(HistoryOrder.Unrelated, common.CompareTo(CheckpointHistory.Begin(First).Next()));
        Assert.Equal(HistoryOrder.Unrelated, common.CompareTo(null));
    }

    [Fact]
    public void Runs_without_a_batch_leave_no_trace()
    {
        var history = CheckpointHistory.Begin(First).Next();
        var later = Enumerable.Range(0, 100).Aggregate(history, (h, _) => h.ContinueWith(Guid.NewGuid()));

        Assert.Equal(2, later.Runs.Count);
        Assert.Equal(HistoryOrder.Newer, later.Next().CompareTo(history));
    }

    [Fact]
    public void Only_the_latest_runs_are_kept_and_what_is_older_is_unrelated()
    {
        var history = CheckpointHistory.Begin(First).Next();
        var later = Enumerable.Range(0, 100).Aggregate(history, (h, _) => h.ContinueWith(Guid.NewGuid()).Next());

        Assert.InRange(later.Runs.Count, 10, 50);
        Assert.Equal(HistoryOrder.Unrelated, later.CompareTo(history));
    }
}
