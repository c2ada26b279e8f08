using System.Threading.Channels;

namespace RedshiftSync;

/// <summary>
/// A run that upserts into a destination. The caller's thread reads, since only there can credentials be asked for and the user be told
/// something; another thread writes. Neither waits for the other for longer than the small queue between them allows, and memory does not
/// grow with the number of rows.
/// </summary>
internal sealed class DestinationRun
{
    private static readonly TimeSpan NewsInterval = TimeSpan.FromMilliseconds(100);

    private readonly ChangeFeed<PackedRow> _feed;
    private readonly RowEncoder _encoder;
    private readonly SkipCollector _observer;
    private readonly BatchWriter _writer;

    private DestinationRun(ChangeFeed<PackedRow> feed, RowEncoder encoder, SkipCollector observer, BatchWriter writer)
    {
        _feed = feed;
        _encoder = encoder;
        _observer = observer;
        _writer = writer;
    }

    /// <summary>Syncs into the destination. The caller holds the state file's lock and disposes file and source.</summary>
    /// <param name="file">The state file.</param>
    /// <param name="source">Where to read from; stopped when writing fails.</param>
    /// <param name="target">Where to write to. It is opened once source and state have been found good: a request that is wrong must not leave a new destination behind.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="batchSize">How many rows make a batch, complete groups given.</param>
    /// <param name="observer">Told of progress, on this thread.</param>
    public static SyncOutcome Execute(StateFile file, ReconnectingSource source, ReconnectingDestination target, SyncRequest request, int batchSize, IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var plan = SyncPlan.Create(source, file.Path, file.Read(), request, observer);
        var heldBack = plan.CountHeldBack(source, observer);
        var found = target.Prepare(ReplacementOf(plan.State), observer.Warn, source.Cancellation);
        if (found is not null && !request.Full && target.Execute(d => d.IsEmpty(source.Cancellation), observer.Warn, source.Cancellation))
        {
            observer.Warn($"'{target.DisplayName}' has no rows, yet it holds a checkpoint: only rows after {found.Watermark} are delivered. If it is to be filled anew, use -Full.");
        }

        plan = plan with { State = plan.State with { Watermark = StartBetween(plan.State, found, target, observer) } };

        var tracker = new CheckpointTracker(file, plan);
        var skips = new SkipCollector(observer, tracker.RunId);
        var encoder = new RowEncoder(request.Shape.TextColumns.Count);
        using var feed = new ChangeFeed<PackedRow>(source, plan.Reading(plan.State.Watermark), encoder.Pack, skips);
        var start = found is null || plan.State.Start < found.Start ? plan.State.Start : found.Start;
        var writer = new BatchWriter(target, tracker, source, start, encoder, request);
        new DestinationRun(feed, encoder, skips, writer).Run(batchSize);
        var totals = RunTotals.Of(feed, source.Retries + target.Retries, heldBack, writer.Rows, writer.Batches);
        return tracker.Finish(totals with { RowsSkipped = totals.RowsSkipped + writer.RowsRefused });
    }

    private static Replacement ReplacementOf(SyncState state) => !state.IsReplacing ? Replacement.Newer : state.Watermark is null ? Replacement.Any : Replacement.Dated;

    // The older of the two checkpoints: a destination that was restored, or is new, must not be fed a gap; nor must one that got ahead
    // because a run ended between its commit and the state file's write. No checkpoint at all is the oldest; one of a destination that was
    // begun later lacks rows from before that.
    private static Watermark? StartBetween(SyncState state, DestinationCheckpoint? found, ReconnectingDestination target, IRunObserver observer)
    {
        var isComplete = found is not null && found.Start <= state.Start;
        var start = isComplete ? Watermark.Older(state.Watermark, found!.Watermark) : null;
        if (state.Watermark is { } position && start != position)
        {
            var held = found is null ? "holds no checkpoint" : isComplete ? "holds an older checkpoint" : $"was begun at {IsoTimestamp.Format(found.Start)} only";
            observer.Warn($"'{target.DisplayName}' {held}; it is brought up from {start ?? new Watermark(state.Start, null)}, not from the state file's {position}.");
        }

        return start;
    }

    private void Run(int batchSize)
    {
        var writing = Task.Run(_writer.RunAsync);
        try
        {
            ReadAll(batchSize);
        }
        catch (Exception e) when (_writer.Failure is not null && e is OperationCanceledException or ChannelClosedException)
        {
            // Writing failed and stopped the reading; its reason is thrown below.
        }
        finally
        {
            // What was read before a failure is written all the same.
            _writer.Complete();
            try
            {
                WaitFor(writing);
            }
            finally
            {
                // Even when the user can be told no more: file and destination are closed next, and must not be under the other thread's hands.
                writing.Wait();
            }
        }

        _writer.Failure?.Throw();
    }

    private void ReadAll(int batchSize)
    {
        Watermark? last = null;
        IReadOnlyList<byte[]> spent = [];
        int count;
        do
        {
            var rows = _writer.RentList();
            _feed.ReadBatch(rows, batchSize);

            // Once handed over, the list is the writer's.
            count = rows.Count;

            // They may end in the row that was read ahead, which the next batch begins with.
            var full = _encoder.TakeFull();

            // Without rows, it takes the checkpoint behind those that were skipped, and the notes about them.
            var skipped = _observer.Take(_feed.Reported);
            if (count > 0 || _feed.Position != last || skipped.Notes.Count > 0)
            {
                last = _feed.Position;
                var adding = _writer.AddAsync(new WriteBatch(rows, last, skipped, _feed.FractionDone, spent));
                spent = full;
                WaitFor(adding);
                adding.GetAwaiter().GetResult();
            }
        }
        while (count > 0);
    }

    // Tells the user meanwhile what the other thread has to say. Telling can fail: a pipeline that is being stopped takes no more, and a
    // warning may be meant to stop.
    private void WaitFor(Task task)
    {
        try
        {
            while (Task.WaitAny([task], NewsInterval) < 0)
            {
                _writer.DrainEvents(_observer);
            }

            _writer.DrainEvents(_observer);
        }
        catch
        {
            _writer.Stop();
            throw;
        }
    }
}
