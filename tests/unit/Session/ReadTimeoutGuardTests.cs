using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.UnitTests.Session;

/// <summary>When the guard passes a stop to the driver, and when it abandons a call.</summary>
public sealed class ReadTimeoutGuardTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    // Otherwise the driver would send its cancel request on the calling thread, and wait for the answer there.
    [Fact]
    public void A_stop_during_the_start_of_a_call_cancels_it_only_once_started()
    {
        using var guard = new ReadTimeoutGuard(_stop.Token);

        var call = guard.Start(_stop, static async (stop, token) =>
        {
            stop.Cancel();
            Assert.False(token.IsCancellationRequested);
            await Task.Delay(Long, token);
            return 1;
        });

        Assert.ThrowsAny<OperationCanceledException>(() => guard.Await(call, Long));
    }

    [Fact]
    public void A_call_that_completes_after_a_stop_returns_its_result_and_no_other_can_start()
    {
        using var guard = new ReadTimeoutGuard(_stop.Token);

        var call = guard.Start(_stop, static (stop, _) =>
        {
            stop.Cancel();
            return Task.FromResult(7);
        });

        Assert.Equal(7, guard.Await(call, Long));
        Assert.Throws<OperationCanceledException>(() => guard.Start(0, static (_, _) => 8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_cancels_or_abandons_a_waiting_call(bool isCancellable)
    {
        using var guard = new ReadTimeoutGuard(_stop.Token);
        var never = new TaskCompletionSource<int>();
        var call = guard.Start(never, (n, token) => isCancellable ? n.Task.WaitAsync(token) : n.Task);

        _stop.Cancel();

        if (isCancellable)
        {
            Assert.ThrowsAny<OperationCanceledException>(() => guard.Await(call, Long));
            Assert.Null(guard.Abandoned);
        }
        else
        {
            Assert.Throws<TimeoutException>(() => guard.Await(call, Long));
            Assert.Same(call, guard.Abandoned);
        }

        Assert.Null(guard.TimedOutAfter);
    }

    [Fact]
    public void A_silent_call_is_abandoned_unless_the_server_is_executing_it()
    {
        using var guard = new ReadTimeoutGuard(_stop.Token);
        var limit = TimeSpan.FromMilliseconds(1);
        var asked = 0;
        var call = guard.Start(0, static (_, _) => new TaskCompletionSource<int>().Task);

        Assert.Throws<TimeoutException>(() => guard.Await(call, limit, _ => Task.FromResult(++asked < 3)));

        Assert.Equal(3, asked);
        Assert.Equal(limit, guard.TimedOutAfter);
    }
}
