namespace RedshiftSync.UnitTests.Sync;

public sealed class StableEstimateTests
{
    private readonly StableEstimate _estimate = new();

    [Fact]
    public void An_estimate_is_stable_once_eight_agree()
    {
        Assert.Equal([.. Enumerable.Repeat(false, 7), true, true], Add(100, 100, 100, 100, 100, 100, 100, 100, 100));
    }

    [Theory]
    [InlineData(109, true)]
    [InlineData(111, false)]
    [InlineData(91, true)]
    [InlineData(90, false)]
    public void Estimates_within_ten_percent_agree(double last, bool isStable)
    {
        Assert.Equal(isStable, Add(100, 100, 100, 100, 100, 100, 100, last)[^1]);
    }

    [Fact]
    public void A_jump_matters_until_eight_more_estimates_follow()
    {
        Add(100, 100, 100, 100, 100, 100, 100, 100);

        Assert.Equal([.. Enumerable.Repeat(false, 8), true], Add(900, 100, 100, 100, 100, 100, 100, 100, 100));
    }

    // Each agrees with the one before it, but not with the one eight before.
    [Fact]
    public void A_drifting_estimate_is_not_stable()
    {
        Assert.All(Add([.. Enumerable.Range(0, 20).Select(i => 100 * Math.Pow(1.05, i))]), Assert.False);
    }

    private bool[] Add(params double[] totals) => [.. totals.Select(_estimate.Add)];
}
