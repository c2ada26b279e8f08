namespace RedshiftSync.UnitTests.Sync;

public sealed class SyncPlanTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void The_bound_is_the_servers_clock_in_whole_seconds_minus_the_lag()
    {
        var plan = Create(null, TestData.Request with { SafetyLag = TimeSpan.FromSeconds(90) }, clock: TestData.Clock.AddMilliseconds(999));

        Assert.Equal(TestData.Clock.AddSeconds(-90), plan.Bound);
    }

    [Fact]
    public void A_lag_of_millennia_does_not_overflow() =>
        Assert.Equal(DateTime.MinValue, Create(null, TestData.Request with { SafetyLag = TimeSpan.MaxValue }).Bound);

    [Fact]
    public void A_first_sync_starts_in_2024_or_at_Since()
    {
        Assert.Equal(new Watermark(SyncState.DefaultStart, null), From(Create(null, TestData.Request)));
        Assert.Equal(new Watermark(TestData.Old, null), From(Create(null, TestData.Request with { Since = TestData.Old })));
    }

    [Fact]
    public void A_later_sync_resumes_at_the_watermark_and_warns_that_Since_has_no_effect()
    {
        Assert.Equal(
            new Watermark(TestData.Old, 5), From(Create(At(TestData.Old), TestData.Request with { Since = TestData.Old.AddDays(-1) })));
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_full_sync_starts_where_a_first_sync_would()
    {
        var full = Create(At(TestData.Old), TestData.Request with { Full = true });

        Assert.Equal(new Watermark(SyncState.DefaultStart, null), From(full));
        Assert.True(full.State.IsReplacing);
        Assert.Equal(
            new Watermark(TestData.Old, null), From(Create(At(TestData.Old), TestData.Request with { Full = true, Since = TestData.Old })));
    }

    [Fact]
    public void A_lookback_goes_below_the_watermark_but_not_below_the_start()
    {
        Assert.Equal(
            new Watermark(TestData.Old.AddHours(-1), null),
            From(Create(At(TestData.Old), TestData.Request with { Lookback = TimeSpan.FromHours(1).Ticks })));
        Assert.Equal(
            new Watermark(SyncState.DefaultStart, null),
            From(Create(At(TestData.Old), TestData.Request with { Lookback = TimeSpan.MaxValue.Ticks })));
        var rewound = SyncState.DefaultStart.AddDays(-9);
        Assert.Equal(
            new Watermark(rewound, null),
            From(Create(At(rewound), TestData.Request with { Lookback = TimeSpan.FromHours(1).Ticks })));
    }

    // Rows that were late while the full run was interrupted lie before its checkpoint. A destination keeps the newest row of each key.
    [Theory]
    [InlineData(nameof(ConsumerKind.Pipeline), -1)]
    [InlineData(nameof(ConsumerKind.Destination), 0)]
    public void The_rest_of_a_full_run_looks_back_unless_it_goes_into_a_destination(string consumer, int hours)
    {
        var request = TestData.Request with { Consumer = Enum.Parse<ConsumerKind>(consumer), Lookback = TimeSpan.FromHours(1).Ticks };

        Assert.Equal(TestData.Old.AddHours(hours), From(Create(At(TestData.Old) with { IsReplacing = true }, request)).CursorValue);
    }

    [Fact]
    public void A_state_of_another_source_is_refused_unless_forced()
    {
        SourceIdentity[] others = [TestData.Source with { Table = "testers.others" }, TestData.Source with { TimeZone = "Europe/Berlin" }];
        foreach (var other in others)
        {
            var state = SyncState.New(other, SyncState.DefaultStart);

            Assert.Equal(ErrorId.StateSourceMismatch, Assert.Throws<SyncException>(() => Create(state, TestData.Request)).ErrorId);
            Assert.Equal(TestData.Source, Create(state, TestData.Request with { Force = true }).State.Source);
        }
    }

    [Fact]
    public void A_watermark_beyond_the_servers_clock_is_refused_unless_forced()
    {
        var state = At(TestData.Clock.AddTicks(10));

        Assert.Equal(ErrorId.StateWatermarkInFuture, Assert.Throws<SyncException>(() => Create(state, TestData.Request)).ErrorId);
        Create(state, TestData.Request with { Force = true });
        Create(state, TestData.Request with { Full = true });
    }

    [Fact]
    public void A_staged_checkpoint_is_dropped_with_a_warning()
    {
        var state = SyncState.New(TestData.Source, SyncState.DefaultStart) with
        {
            Staged = new(new(TestData.Old, 5), new RunRecord(Guid.NewGuid(), TestData.Old, TestData.Old, TestData.Old, 5, 0, 0, false)),
        };

        var plan = Create(state, TestData.Request);

        Assert.Null(plan.State.Staged);
        Assert.Null(plan.State.Watermark);
        Assert.Single(_observer.Warnings);
    }

    [Fact]
    public void A_time_zone_is_refused_for_a_column_with_a_time_zone()
    {
        var request = TestData.Request with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

        Assert.Equal(request.TimeZone, Create(null, request).Axis.Zone);
        Assert.Equal(ErrorId.ParameterInvalid, Assert.Throws<SyncException>(
            () => Create(null, request with { Schema = TestData.WithTypes(request.Schema, "timestamptz") })).ErrorId);
    }

    // Default: on a first or full run. Given explicitly: on every run.
    [Theory]
    [InlineData(null, true, false, 1)]
    [InlineData(null, false, false, 0)]
    [InlineData(null, false, true, 1)]
    [InlineData(NullTimestampAction.Warn, false, false, 1)]
    [InlineData(NullTimestampAction.Ignore, true, false, 0)]
    [InlineData(NullTimestampAction.Include, true, false, 0)]
    public void Rows_without_a_time_are_counted_and_warned_about(NullTimestampAction? action, bool isFirst, bool isFull, int warnings)
    {
        CountHeldBack(
            isFirst ? null : At(TestData.Old),
            TestData.Request with { NullTimestamp = action, Full = isFull },
            new FakeRow(null, 1),
            new FakeRow(null, 2));

        Assert.Equal(warnings, _observer.Warnings.Count);
        Assert.All(_observer.Warnings, w => Assert.StartsWith("2 row(s)", w, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_without_a_time_can_be_an_error()
    {
        var request = TestData.Request with { NullTimestamp = NullTimestampAction.Error };

        Assert.Equal(
            ErrorId.NullTimestamp,
            Assert.Throws<SyncException>(() => CountHeldBack(At(TestData.Old), request, new FakeRow(null, 1))).ErrorId);
        CountHeldBack(At(TestData.Old), request, new FakeRow(TestData.Old, 1));
    }

    private static SyncState At(DateTime time) => SyncState.New(TestData.Source, SyncState.DefaultStart) with { Watermark = new(time, 5) };

    private static Watermark From(SyncPlan plan) => plan.Reading is { LookbackFrom: { } back } ? new(back, null) : plan.Reading.From;

    private void CountHeldBack(SyncState? state, SyncRequest request, params FakeRow[] rows)
    {
        using var access = new FakeSource(rows, TestData.Clock).Access(_observer);
        SyncPlan.Create(access, "s.json", state, request, _observer).CountHeldBack(access, _observer);
    }

    private SyncPlan Create(SyncState? state, SyncRequest request, DateTime? clock = null)
    {
        using var access = new FakeSource([], clock ?? TestData.Clock).Access(_observer);
        return SyncPlan.Create(access, "s.json", state, request, _observer);
    }
}
