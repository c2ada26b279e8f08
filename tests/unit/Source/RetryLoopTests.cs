using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.Source;

/// <summary>How long a failure is retried, on a clock that the test advances.</summary>
public sealed class RetryLoopTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ImmediateRetry _time = new();
    private readonly List<string> _warnings = [];
    private int _calls;
    private int _resets;

    [Fact]
    public void A_lost_session_is_retried_for_ten_minutes_and_the_last_attempt_is_made_when_they_end()
    {
        var loop = Loop();
        loop.Open(() => 1);

        var error = Assert.Throws<SyncException>(() => Run(loop, () => throw TestData.Lost));

        Assert.Equal(ErrorId.ConnectionLost, error.ErrorId);
        Assert.False(error.IsTransient);
        AssertElapsed(TimeSpan.FromMinutes(10));
        Assert.InRange(_time.Pauses[0], TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
        Assert.All(_time.Pauses, pause => Assert.InRange(pause, TimeSpan.Zero, Longest));
        Assert.InRange(_time.Pauses.Count, 20, 60);
        Assert.Equal(_time.Pauses.Count, _calls - 1);
        Assert.Equal((_calls - 1, _calls - 1, _calls - 1), (_resets, loop.Retries, _warnings.Count));
    }

    [Fact]
    public void Before_the_first_session_attempts_last_thirty_seconds()
    {
        Assert.Throws<SyncException>(() => Run(Loop(), () => throw Refused));

        AssertElapsed(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_session_opened_during_the_attempts_extends_them_to_ten_minutes()
    {
        var loop = Loop();

        Assert.Throws<SyncException>(() => Run(loop, () =>
        {
            if (_calls >= 4)
            {
                loop.Open(() => 1);
            }

            throw Refused;
        }));

        AssertElapsed(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(90, false)]
    [InlineData(7200, true)]
    public void RetryFor_applies_before_and_after_the_first_session(int seconds, bool hasConnected)
    {
        var loop = Loop(retryFor: TimeSpan.FromSeconds(seconds));
        if (hasConnected)
        {
            loop.Open(() => 1);
        }

        Assert.Throws<SyncException>(() => Run(loop, () => throw TestData.Lost));

        AssertElapsed(TimeSpan.FromSeconds(seconds));
    }

    // The loop skips a last pause below 50 ms.
    private void AssertElapsed(TimeSpan expected) => Assert.InRange(Elapsed, expected - TimeSpan.FromMilliseconds(50), expected);

    [Fact]
    public void A_conflict_is_retried_on_the_same_connection()
    {
        var result = Run(
            Loop(),
            () => _calls < 3 ? throw DestinationErrors.Conflict("d", "deadlock detected", new InvalidOperationException()) : 7);

        Assert.Equal((7, 0), (result, _resets));
    }

    // A connection attempt can take as long as its timeout.
    [Fact]
    public void The_duration_of_attempts_counts_and_there_is_always_one_retry()
    {
        Assert.Throws<SyncException>(() => Run(Loop(), () =>
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            throw Refused;
        }));

        Assert.Equal(2, _calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MaxRetry_is_a_further_limit(int attempts)
    {
        Assert.Throws<SyncException>(() => Run(Loop(maxRetry: attempts), () => throw TestData.Lost));

        Assert.Equal(attempts + 1, _calls);
        Assert.Equal(attempts, _warnings.Count);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(null, 0)]
    [InlineData(5, 0)]
    [InlineData(0, 5)]
    public void Zero_means_no_retry(int? maxRetry, int? seconds)
    {
        var lost = TestData.Lost;

        Assert.Same(
            lost,
            Assert.Throws<SyncException>(() => Run(Loop(maxRetry, seconds is { } s ? TimeSpan.FromSeconds(s) : null), () => throw lost)));

        Assert.Equal((1, 0, 0), (_calls, _resets, _warnings.Count));
    }

    [Fact]
    public void A_permanent_failure_ends_the_attempts_at_once()
    {
        var final = new SyncException(ErrorId.LoginFailed, "No.", "", null);

        Assert.Same(final, Assert.Throws<SyncException>(() => Run(Loop(), () => throw (_calls < 3 ? TestData.Lost : final))));

        Assert.Equal(3, _calls);
    }

    [Fact]
    public void Success_resets_the_time()
    {
        var loop = Loop(retryFor: TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            _calls = 0;
            Assert.Equal(9, Run(loop, () => _calls < 6 ? throw TestData.Lost : 9));
        }

        Assert.Equal(25, loop.Retries);
    }

    [Fact]
    public void The_error_keeps_the_first_cause_and_names_the_last()
    {
        var first = TestData.Lost;

        var error = Assert.Throws<SyncException>(() => Run(Loop(maxRetry: 4), () => throw (_calls == 1 ? first : Refused)));

        Assert.Equal((first.ErrorId, first.Target), (error.ErrorId, error.Target));
        Assert.Same(first, error.InnerException);
        Assert.Contains("4 more attempts", error.Summary, StringComparison.Ordinal);
        Assert.Contains(Duration.Describe(Elapsed), error.Summary, StringComparison.Ordinal);
        Assert.Contains("refused", error.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_ends_at_once_when_the_command_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var pausing = new ManualResetEventSlim();
        var loop = new RetryLoop(new RetryPolicy(new StandingTime(pausing), null), () => { });

        var running = Task.Run(() => loop.Run<int>(() => throw TestData.Lost, _warnings.Add, stop.Token));
        pausing.Wait();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Single(_warnings);
    }

    // A name that was never resolved is misspelt; one that was may be resolved again.
    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 3)]
    [InlineData(false, true, 3)]
    public void An_unknown_host_is_transient_after_a_session_or_if_the_name_service_says_so(bool hasConnected, bool isTransient, int calls)
    {
        var loop = Loop(maxRetry: 2);
        if (hasConnected)
        {
            loop.Open(() => 1);
        }

        var error = Assert.Throws<SyncException>(
            () => Run(
                loop,
                () => loop.Open<int>(() => throw SourceErrors.HostUnknown("cluster", new InvalidOperationException(), isTransient))));

        Assert.Equal((ErrorId.ConnectionFailedHostUnknown, calls), (error.ErrorId, _calls));
    }

    private static SyncException Refused => SourceErrors.ConnectionFailed("cluster", 5439, "refused", null);

    private TimeSpan Elapsed => TimeSpan.FromTicks(_time.GetTimestamp());

    private RetryLoop Loop(int? maxRetry = null, TimeSpan? retryFor = null) =>
        new(new RetryPolicy(_time, maxRetry) { RetryFor = retryFor }, () => _resets++);

    private int Run(RetryLoop loop, Func<int> action) => loop.Run(
        () =>
        {
            _calls++;
            return action();
        },
        _warnings.Add,
        CancellationToken.None);

    /// <summary>A clock that stands still: no timer ever elapses.</summary>
    private sealed class StandingTime(ManualResetEventSlim pausing) : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            pausing.Set();
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
