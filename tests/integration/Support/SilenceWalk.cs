using System.Collections.Concurrent;
using System.Diagnostics;
using RedshiftSync.TestSupport;
using Xunit.Abstractions;

namespace RedshiftSync.IntegrationTests;

/// <summary>Tries many points at which a server falls silent, several in parallel: most of the time goes into waiting.</summary>
internal sealed class SilenceWalk(ITestOutputHelper output, Func<ModuleHost> connect) : IDisposable
{
    /// <summary>How long a stop may take. The module promises one second; this machine may be busy.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private const int Workers = 8;

    private readonly ConcurrentBag<ModuleHost> _hosts = [];

    /// <summary>
    /// The points of a number of turns: the request is lost or its answer; in the usual run, they alternate. The last turn ends the session
    /// and has no answer.
    /// </summary>
    /// <param name="turns">The number of turns.</param>
    /// <param name="usualStep">How many turns the usual run goes on at a time, odd for both kinds of points.</param>
    public static IEnumerable<SilencePoint> Points(int turns, int usualStep = 1)
    {
        var isThorough = TestSize.Of(thorough: 1, usual: 0) == 1;
        for (var turn = 1; turn < turns; turn += isThorough ? 1 : usualStep)
        {
            if (isThorough || turn % 2 == 1)
            {
                yield return new SilencePoint(turn);
            }

            if (isThorough || turn % 2 == 0)
            {
                yield return new SilencePoint(turn, IsAnswered: true);
            }
        }

        yield return new SilencePoint(turns);
    }

    /// <summary>
    /// How many turns a sync takes: the smallest of several counts, because a message that the network splits counts as two.
    /// </summary>
    public static int CountTurns(Func<int> count) => Enumerable.Range(0, 3).Min(_ => count());

    /// <summary>Tries all points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="attempt">Runs a sync that reaches the point, asserts, and returns how long the command took to end.</param>
    public void Try(IEnumerable<SilencePoint> points, Func<ModuleHost, SilencePoint, TimeSpan> attempt)
    {
        var queue = new ConcurrentQueue<SilencePoint>(points);
        var failures = new ConcurrentQueue<Exception>();
        var times = new ConcurrentBag<(TimeSpan Time, SilencePoint Point)>();
        var threads = Enumerable.Range(0, Workers).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }

        var sorted = times.OrderBy(t => t.Time).ToList();
        output.WriteLine(
            $"{sorted.Count} points; half came back within {sorted[sorted.Count / 2].Time.TotalMilliseconds:0} ms, " +
                $"all within {sorted[^1].Time.TotalMilliseconds:0} ms ({sorted[^1].Point}).");

        void Work()
        {
            while (failures.IsEmpty && queue.TryDequeue(out var point))
            {
                try
                {
                    var host = _hosts.TryTake(out var free) ? free : connect();
                    times.Add((attempt(host, point), point));
                    _hosts.Add(host);
                }
                catch (Exception e)
                {
                    failures.Enqueue(new InvalidOperationException($"{point}: {e.Message}", e));
                }
            }
        }
    }

    /// <summary>Waits until the proxy has fallen silent; if the script ends before that, throws its failure.</summary>
    public static void WaitForSilence(StallingProxy proxy, RunningScript running)
    {
        if (!proxy.WaitForSilence(TimeSpan.FromSeconds(30)))
        {
            Assert.Fail(running.IsCompleted ? $"The script has ended: {running.Wait().Failure}" : "The script does not come to the point.");
        }
    }

    /// <summary>Stops a script as Ctrl+C does, and returns how long that took.</summary>
    public static TimeSpan Stop(RunningScript running)
    {
        var watch = Stopwatch.StartNew();
        running.Stop();
        return watch.Elapsed;
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
        {
            host.Dispose();
        }
    }
}
