using RedshiftSync.Adapters.Connecting;

namespace RedshiftSync.UnitTests.Session;

/// <summary>When the guard lets the driver know of a stop, and when it gives a call up.</summary>
public sealed class ReadTimeoutGuardTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();

    public void Dispose() => _stop.Dispose();

    // The driver would send its cancel request on the thread that is making the call, and wait for the answer there.
    [Fact]
    public void A_call_that_is_being_made_is_cancelled_only_once_it_is_made()
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
    public void A_call_that_ends_well_after_the_stop_counts_and_is_the_last()
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
    public void A_call_that_a_stop_finds_waiting_is_cancelled_or_given_up(bool isCancellable)
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
    public void A_silent_call_is_given_up_unless_the_server_is_busy_with_it()
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
