using System.Runtime.ExceptionServices;
using Polly;
using Polly.Retry;

namespace RedshiftSync.Adapters;

/// <summary>Exponential back-off with jitter. The first attempt follows almost at once: most connections that are lost can be had again.</summary>
internal sealed class PollyRetry : IRetry
{
    private const int FirstPauseMilliseconds = 250;
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public T Run<T>(SyncException cause, int maxAttempts, Func<T> attempt, Action<RetryNotice> notify, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(attempt);
        if (maxAttempts == 0)
        {
            ExceptionDispatchInfo.Throw(cause);
        }

        var hasFailed = false;
        return Pipeline(maxAttempts, notify).Execute(
            _ =>
            {
                // The failure that made this necessary counts as the one before the first attempt.
                if (!hasFailed)
                {
                    hasFailed = true;
                    ExceptionDispatchInfo.Throw(cause);
                }

                return attempt();
            },
            cancellation);
    }

    private static ResiliencePipeline Pipeline(int maxAttempts, Action<RetryNotice> notify) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SyncException>(e => e.IsTransient),
            MaxRetryAttempts = maxAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = Base,
            MaxDelay = Longest,
            DelayGenerator = static arguments => new(arguments.AttemptNumber == 0 ? TimeSpan.FromMilliseconds(Random.Shared.Next(FirstPauseMilliseconds)) : null),
            OnRetry = arguments =>
            {
                notify(new RetryNotice(arguments.AttemptNumber + 1, arguments.RetryDelay, (SyncException)arguments.Outcome.Exception!));
                return default;
            },
        })
        .Build();
}
