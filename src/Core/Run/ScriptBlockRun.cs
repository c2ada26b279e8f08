using System.Runtime.CompilerServices;

namespace RedshiftSync;

/// <summary>A run that hands over batches, one after another on the caller's thread, with a checkpoint after each.</summary>
internal static class ScriptBlockRun
{
    private const int LargestPlanned = 10_000;
    private const int WorthCollecting = 1000;

    /// <summary>Syncs. The caller holds the state file's lock and disposes file and source.</summary>
    /// <param name="file">The state file.</param>
    /// <param name="source">Where to read from.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="batchSize">How many rows make a batch, complete groups given.</param>
    /// <param name="create">Makes an object of each row.</param>
    /// <param name="deliver">Takes a batch, which is its own from then on. What it throws ends the run with the previous checkpoint in place.</param>
    /// <param name="observer">Told of progress.</param>
    public static SyncOutcome Execute<T>(
        StateFile file, ReconnectingSource source, SyncRequest request, int batchSize, RowFactory<T> create, Action<List<T>> deliver, IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(deliver);
        var plan = SyncPlan.Create(source, file.Path, file.Read(), request, observer);
        var heldBack = plan.CountHeldBack(source, observer);
        var tracker = new CheckpointTracker(file, plan);
        var skips = new SkipCollector(observer, tracker.RunId);
        using var feed = new ChangeFeed<T>(source, plan.Reading(plan.State.Watermark), create, skips);
        var garbage = new GarbageLimit(GarbageLimit.OfBatches);
        var (rows, batches) = (0L, 0);
        while (Deliver(feed, batchSize, garbage, deliver) is > 0 and var count)
        {
            tracker.Advance(feed.Position, skips.Take());
            tracker.Save();

            // While it was worked on, the batch got old enough to be taken for something that stays. It does not; found now, the heap does not
            // grow by it.
            if (count >= WorthCollecting)
            {
                GC.Collect(1);
            }

            rows += count;
            batches++;
            observer.Detail($"Batch {batches}: {count} rows, checkpoint {tracker.State.Watermark?.ToString() ?? "none"}.");
            observer.Progress(rows, feed.FractionDone);
        }

        tracker.Advance(feed.Position, skips.Take());
        return tracker.Finish(RunTotals.Of(feed, source.Retries, heldBack, rows, batches));
    }

    // On its own: in the loop, the batch would still be in sight when garbage is collected.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deliver<T>(ChangeFeed<T> feed, int batchSize, GarbageLimit garbage, Action<List<T>> deliver)
    {
        // Grown step by step, it would end among the large objects and leave its smaller selves behind.
        var batch = new List<T>(Math.Min(batchSize, LargestPlanned));
        feed.ReadBatch(batch, batchSize);

        // Counted first: the batch belongs to whoever takes it.
        var count = batch.Count;
        if (count > 0)
        {
            garbage.Pass(count);
            using var watching = count >= WorthCollecting ? garbage.Watch() : null;
            deliver(batch);
        }

        return count;
    }
}
