namespace RedshiftSync.UnitTests.Run;

public class SyncPlanTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void The_bound_is_the_whole_second_of_the_servers_clock_less_the_lag()
    {
        var plan = Create(Setting.Clock.AddMilliseconds(999), null, Setting.Request(lag: TimeSpan.FromSeconds(90)));

        Assert.Equal(Setting.Clock.AddSeconds(-90), plan.Bound);
    }

    [Fact]
    public void A_lag_of_millennia_is_just_far_back() =>
        Assert.Equal(DateTime.MinValue, Create(Setting.Clock, null, Setting.Request(lag: TimeSpan.MaxValue)).Bound);

    [Fact]
    public void A_first_sync_starts_in_2024_or_where_it_is_told()
    {
        Assert.Equal(new Watermark(SyncState.DefaultStart, null), Create(Setting.Clock, null, Setting.Request()).State.Position);
        Assert.Equal(new Watermark(Setting.Old, null), Create(Setting.Clock, null, Setting.Request(since: Setting.Old)).State.Position);
    }

    [Fact]
    public void A_later_sync_goes_on_at_the_watermark_and_says_that_Since_has_no_effect()
    {
        var state = SyncState.New(Setting.Source, SyncState.DefaultStart) with { Watermark = new(Setting.Old, 5) };

        Assert.Equal(new Watermark(Setting.Old, 5), Create(Setting.Clock, state, Setting.Request(since: Setting.Old.AddDays(-1))).State.Position);
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_state_of_another_source_is_refused_unless_forced()
    {
        var state = SyncState.New(Setting.Source with { Table = "testers.others" }, SyncState.DefaultStart);

        Assert.Equal(ErrorId.StateSourceMismatch, Assert.Throws<SyncException>(() => Create(Setting.Clock, state, Setting.Request())).ErrorId);
        Assert.Equal(Setting.Source, Create(Setting.Clock, state, Setting.Request(force: true)).State.Source);
    }

    [Fact]
    public void A_watermark_beyond_the_servers_clock_is_refused_unless_forced()
    {
        var state = SyncState.New(Setting.Source, SyncState.DefaultStart) with { Watermark = new(Setting.Clock.AddTicks(10), 5) };

        Assert.Equal(ErrorId.StateWatermarkInFuture, Assert.Throws<SyncException>(() => Create(Setting.Clock, state, Setting.Request())).ErrorId);
        Create(Setting.Clock, state, Setting.Request(force: true));
    }

    [Fact]
    public void A_stage_is_warned_about_and_dropped()
    {
        var state = SyncState.New(Setting.Source, SyncState.DefaultStart) with
        {
            Staged = new(new(Setting.Old, 5), new RunRecord(Guid.NewGuid(), Setting.Old, Setting.Old, 5)),
        };

        var plan = Create(Setting.Clock, state, Setting.Request());

        Assert.Null(plan.State.Staged);
        Assert.Null(plan.State.Watermark);
        Assert.Single(_observer.Warnings);
    }

    private SyncPlan Create(DateTime clock, SyncState? state, SyncRequest request)
    {
        using var session = new FakeSession([], clock);
        return SyncPlan.Create(session, "s.json", state, request, _observer, CancellationToken.None);
    }
}
