using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>Jobs that are killed again and again get to the end, and deliver next to nothing twice.</summary>
public sealed class KilledJobTests
{
    private const int Kills = 50;
    private static readonly int Rows = Environment.GetEnvironmentVariable("REDSHIFTSYNC_TEST_THOROUGH") == "1" ? 100_000 : 4000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Within_one_stamp_with_state_and_destination_out_of_step(int seed)
    {
        using var job = new KilledJob(Rows, Kills, seed);

        job.RunToTheEnd(TestData.Request);

        Assert.InRange(job.Kills, Kills / 2, int.MaxValue);
        Assert.InRange(job.Repeated, 0, ((long)job.Kills * job.BatchSize) - 1);
    }

    // The state has to be in the destination's history before the first batch.
    [Fact]
    public void After_each_first_batch_before_the_state_is_written()
    {
        using var job = new KilledJob(rows: 80, kills: 1, seed: 7);
        job.RunToTheEnd(TestData.Request, isRestored: false);
        job.ReplaceState(job.Middle);

        job.KillAfterEachFirstBatch(TestData.Request);

        Assert.InRange(job.Kills, 2, 12);
    }

    [Fact]
    public void With_a_lookback_that_covers_the_stamp()
    {
        using var job = new KilledJob(Rows / 4, Kills / 4, seed: 4);

        job.RunToTheEnd(TestData.Request with { Lookback = TimeSpan.FromHours(1).Ticks });

        Assert.InRange(job.Repeated, 0, ((long)job.Kills * job.BatchSize) - 1);
    }

    [Fact]
    public void With_a_greatest_number_of_rows()
    {
        using var job = new KilledJob(Rows, Kills, seed: 5);

        job.RunToTheEnd(TestData.Request with { MaxRow = Rows / Kills * 3 / 2 });

        Assert.InRange(job.Repeated, 0, ((long)job.Kills * job.BatchSize) - 1);
    }

    [Fact]
    public void In_the_middle_of_a_full_run()
    {
        using var job = new KilledJob(Rows, Kills, seed: 6);
        job.RunToTheEnd(TestData.Request, isRestored: false);
        job.SpoilDestination();

        job.RunToTheEnd(TestData.Request with { Full = true });

        Assert.InRange(job.Repeated, 0, ((long)job.Kills * job.BatchSize) - 1);
    }
}
