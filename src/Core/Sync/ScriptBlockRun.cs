namespace RedshiftSync;

/// <summary>A run that delivers batches, one after another on the caller's thread, with a checkpoint after each.</summary>
internal static class ScriptBlockRun
{
    // The default batch size. A list of this capacity is not a large object; one that grows to this size would be.
    private const int InitialCapacity = 10_000;

    /// <summary>Syncs. The caller holds the state file's lock and disposes file and source.</summary>
    /// <param name="file">The state file.</param>
    /// <param name="source">The source to read from.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="batchSize">The number of rows per batch; a batch is larger if its last group exceeds it.</param>
    /// <param name="create">Creates an object from each row.</param>
    /// <param name="deliver">Receives a batch and keeps the list. An exception ends the run with the previous checkpoint in place.</param>
    /// <param name="observer">Receives warnings, details and progress.</param>
    public static SyncOutcome Execute<T>(
        StateFile file,
        ReconnectingSource source,
        SyncRequest request,
        int batchSize,
        RowFactory<T> create,
        Action<List<T>> deliver,
        IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(deliver);
        var run = new SyncRun(file, source, SyncRun.Plan(file, source, request, observer), Consumer.Pipeline, observer);
        using var feed = run.OpenFeed(create);
        var (rows, batches) = (0L, 0);
        while (true)
        {
            var batch = new List<T>(Math.Min(batchSize, InitialCapacity));
            feed.ReadBatch(batch, batchSize);

            // Counted now: once delivered, the list belongs to the receiver.
            var count = batch.Count;
            if (count == 0)
            {
                break;
            }

            deliver(batch);
            run.Tracker.Advance(feed.Position, run.Skips.Take(feed.Reported));
            run.Tracker.Save();
            rows += count;
            batches++;
            observer.Detail($"Batch {batches}: {count} rows, checkpoint {run.Tracker.State.Watermark?.ToString() ?? "none"}.");
            observer.Progress(rows, feed.FractionDone);
        }

        run.Tracker.Advance(feed.Position, run.Skips.Take(feed.Reported));
        return run.Tracker.Finish(run.Totals(feed, rows, batches));
    }
}
