namespace RedshiftSync.UnitTests.Run;

public sealed class ReadingPaceTests
{
    private readonly ReadingPace _pace = new();

    [Fact]
    public void The_first_row_goes_out_alone_and_then_more_and_more_together_up_to_a_limit()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 64], Enumerable.Range(0, 8).Select(_ => After(TimeSpan.Zero)));
    }

    [Fact]
    public void Rows_that_had_to_be_waited_for_are_followed_by_one_alone()
    {
        for (var i = 0; i < 5; i++)
        {
            After(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([32, 1, 1, 2], new[] { 500, 500, 1, 1 }.Select(milliseconds => After(TimeSpan.FromMilliseconds(milliseconds))));
    }

    // How many were read in the time.
    private int After(TimeSpan time)
    {
        var rows = _pace.Rows;
        _pace.Took(time);
        return rows;
    }
}
