namespace RedshiftSync;

/// <summary>How long a transient failure is retried. Progress resets the time and the count.</summary>
/// <param name="Time">The clock, which a test can replace.</param>
/// <param name="MaxRetry">How many consecutive attempts may fail; null for as many as the time allows, zero for no retry.</param>
internal sealed record RetryPolicy(TimeProvider Time, int? MaxRetry)
{
    private const int DoubledPauses = 8;

    /// <summary>The default time to retry without progress: as long as a reboot or a resize of a cluster takes.</summary>
    private static readonly TimeSpan DefaultRetryFor = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The default time before the first connection: as long as a paused cluster that is being resumed refuses connections.
    /// </summary>
    private static readonly TimeSpan DefaultBeforeFirstSession = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BasePause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How long to retry without progress; zero for no retry, null for the defaults.</summary>
    public TimeSpan? RetryFor { get; init; }

    /// <summary>How long to retry.</summary>
    /// <param name="hasConnected">Whether a session was open before.</param>
    public TimeSpan LimitAfter(bool hasConnected) => RetryFor ?? (hasConnected ? DefaultRetryFor : DefaultBeforeFirstSession);

    /// <summary>
    /// How long to wait before an attempt. The first follows almost at once, since most lost connections can be reopened; the pauses before
    /// the others double, with jitter, so that many clients do not reconnect at the same moment.
    /// </summary>
    /// <param name="attempt">The attempt's number, from 1.</param>
    public static TimeSpan PauseBefore(int attempt)
    {
        var longest = attempt == 1 ? FirstPause : Shorter(BasePause * (1 << Math.Min(attempt, DoubledPauses)), LongestPause);
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>The shorter of two times.</summary>
    public static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
