using System.Threading.Channels;

namespace RedshiftSync;

/// <summary>
/// A run that upserts into a destination. The caller's thread reads, because only that thread may ask for credentials and write messages;
/// another thread writes to the destination. A small queue between them keeps memory flat, however many rows there are.
/// </summary>
internal sealed class DestinationRun
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(100);

    // Three batches are in memory at a time. Rows of long texts reach it before the number of rows of a batch.
    private const long MaxBatchBytes = 16 * 1024 * 1024;

    private readonly ChangeFeed<PackedRow> _feed;
    private readonly RowBuffers _buffers;
    private readonly SkipCollector _observer;
    private readonly BatchWriter _writer;

    private DestinationRun(ChangeFeed<PackedRow> feed, RowBuffers buffers, SkipCollector observer, BatchWriter writer)
    {
        _feed = feed;
        _buffers = buffers;
        _observer = observer;
        _writer = writer;
    }

    /// <summary>Syncs into the destination. The caller holds the state file's lock and disposes file and source.</summary>
    /// <param name="file">The state file.</param>
    /// <param name="source">The source to read from; stopped when writing fails.</param>
    /// <param name="target">The destination. It is opened after the checks of source and state, so that a wrong request creates no
    /// destination.</param>
    /// <param name="request">The request of the user.</param>
    /// <param name="batchSize">The number of rows per batch; a batch is larger if its last group exceeds it, and smaller if its rows are
    /// unusually long.</param>
    /// <param name="observer">Receives progress and messages, on this thread.</param>
    public static SyncOutcome Execute(
        StateFile file,
        ReconnectingSource source,
        ReconnectingDestination target,
        SyncRequest request,
        int batchSize,
        IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var plan = SyncRun.Plan(file, source, request with { Consumer = ConsumerKind.Destination }, observer);
        var found = target.Prepare(plan.Request.Schema, ReplacementOf(plan.State), observer.Warn, source.Cancellation);
        var start = DestinationStart.Find(plan, target, source, observer);
        var moved = plan.StartingAt(start);

        // The rest of a full run that the destination has gone on with alone.
        var replacement = ReplacementOf(moved.State);
        if (start.Reason is null && replacement != ReplacementOf(plan.State)
            && target.Prepare(plan.Request.Schema, replacement, observer.Warn, source.Cancellation) is var now && now != found)
        {
            throw DestinationErrors.CheckpointChanged(target.DisplayName, found, now);
        }

        // The next run relates state and destination by their histories, so the state has to be in the history of the first batch.
        var isMoved = start.Position != plan.State.Watermark || start.History is null || start.History != plan.State.History;
        var run = new SyncRun(file, source, moved, Consumer.Destination(target.DisplayName, target.Table), observer);
        if (FirstCheckpoint(plan, target.Checkpoint, start, run.Tracker) is { } first)
        {
            target.Write([], first, observer.Warn, source.Cancellation);
        }

        if (plan.IsAdopted || (isMoved && !plan.IsNew))
        {
            run.Tracker.Save();
        }

        var encoder = new RowEncoder(plan.Request.Schema);
        using var feed = run.OpenFeed(encoder.Pack);
        var writer = new BatchWriter(target, run.Tracker, source, start.ClaimStart, encoder.Buffers, plan.Request);
        new DestinationRun(feed, encoder.Buffers, run.Skips, writer).Run(batchSize);
        if (target.Checkpoint is null && writer.Rows == 0)
        {
            // Nothing to deliver yet. The next run finds the columns that this one has created the table with.
            target.Write([], CheckpointBefore(start, plan, run.Tracker), observer.Warn, source.Cancellation);
        }

        var totals = run.Totals(feed, writer.Rows, writer.Batches);
        var outcome = run.Tracker.Finish(
            totals with { RowsSkipped = totals.RowsSkipped + writer.RowsRefused, Retries = totals.Retries + target.Retries });
        return outcome with { SchemaChanges = target.AppliedChanges };
    }

    private static Replacement ReplacementOf(SyncState state) =>
        !state.IsReplacing ? Replacement.Newer : state.Watermark is null ? Replacement.Any : Replacement.WithCursorValue;

    // A full run, or its continuation, rewinds the destination's checkpoint as it rewinds the state file: older rows may replace newer
    // ones. If -Force has accepted another source, the checkpoint names it at once, so that later runs need no -Force.
    private static DestinationCheckpoint? FirstCheckpoint(
        SyncPlan plan, DestinationCheckpoint? found, DestinationStart start, CheckpointTracker tracker) =>
        found is null ? null
        : plan.Request.Full || (plan.State.IsReplacing && found.Watermark != start.Begin)
            ? CheckpointBefore(start, plan, tracker)
        : DestinationStart.IsOfAnotherSource(found, plan.Request) ? found with { Source = plan.Request.Source }
        : null;

    // Before the first row of the run.
    private static DestinationCheckpoint CheckpointBefore(DestinationStart start, SyncPlan plan, CheckpointTracker tracker) =>
        new(start.Begin, tracker.RunId, start.ClaimStart) { Source = plan.Request.Source, History = tracker.State.History };

    private void Run(int batchSize)
    {
        var writing = Task.Run(_writer.RunAsync);
        try
        {
            ReadAll(batchSize);
        }
        catch (Exception e) when (_writer.Failure is not null && e is OperationCanceledException or ChannelClosedException)
        {
            // Writing failed and stopped the reading; that failure is thrown below.
        }
        finally
        {
            // Rows read before a failure are still written.
            _writer.Complete();
            try
            {
                WaitFor(writing);
            }
            finally
            {
                // Also if writing messages fails: the caller disposes file and destination, and the writer may still be using them.
                writing.Wait();
            }
        }

        _writer.Failure?.Throw();
    }

    private void ReadAll(int batchSize)
    {
        Watermark? last = null;
        IReadOnlyList<byte[]> reusable = [];
        int count;
        do
        {
            var rows = _writer.RentList(batchSize);
            _feed.ReadBatch(rows, batchSize, () => _buffers.BytesInFull >= MaxBatchBytes);

            // The writer owns the list once it is handed over.
            count = rows.Count;

            // The last of the full buffers may hold the look-ahead row, which is the first of the next batch.
            var full = _buffers.TakeFull();

            // A batch without rows moves the checkpoint past skipped rows and carries the notes about them.
            var skipped = _observer.Take(_feed.Reported);
            if (count > 0 || _feed.Position != last || skipped.Notes.Count > 0)
            {
                last = _feed.Position;
                var adding = _writer.AddAsync(new WriteBatch(rows, last, skipped, _feed.FractionDone, reusable));
                reusable = full;
                WaitFor(adding);
                adding.GetAwaiter().GetResult();
            }
        }
        while (count > 0);
    }

    // Writes the other thread's messages while waiting. Writing a message can throw: the pipeline is being stopped, or -WarningAction is
    // Stop.
    private void WaitFor(Task task)
    {
        try
        {
            while (Task.WaitAny([task], EventInterval) < 0)
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
