using System.Threading.Channels;

namespace RedshiftSync;

/// <summary>
/// A run that upserts into a destination. The caller's thread reads, because only that thread may ask for credentials and write messages;
/// another thread writes to the destination. A small queue between them keeps memory flat, however many rows there are.
/// </summary>
internal sealed class DestinationRun
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(100);

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
    /// <param name="source">Where to read from; stopped when writing fails.</param>
    /// <param name="target">Where to write to. It is opened once source and state have been checked: a wrong request must not leave a new destination behind.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="batchSize">How many rows make a batch, complete groups given.</param>
    /// <param name="observer">Receives progress and messages, on this thread.</param>
    public static SyncOutcome Execute(StateFile file, ReconnectingSource source, ReconnectingDestination target, SyncRequest request, int batchSize, IRunObserver observer)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var plan = SyncPlan.Create(source, file.Path, file.Read(), request, observer);
        var heldBack = plan.CountHeldBack(source, observer);
        var found = target.Prepare(plan.Request.Schema, ReplacementOf(plan.State), observer.Warn, source.Cancellation);
        var start = FindStart(plan, target, source, observer);
        plan = plan.From(start);

        var tracker = new CheckpointTracker(file, plan);
        WriteFirstCheckpoint(plan, found, start, target, tracker, source, observer);
        var skips = new SkipCollector(observer, tracker.RunId);
        var encoder = new RowEncoder(plan.Request.Schema);
        using var feed = new ChangeFeed<PackedRow>(source, plan.Reading(start.Position), encoder.Pack, skips);
        var writer = new BatchWriter(target, tracker, source, start.ClaimStart, encoder.Buffers, plan.Request);
        new DestinationRun(feed, encoder.Buffers, skips, writer).Run(batchSize);
        var totals = RunTotals.Of(feed, source.Retries + target.Retries, heldBack, writer.Rows, writer.Batches);
        return tracker.Finish(totals with { RowsSkipped = totals.RowsSkipped + writer.RowsRefused });
    }

    private static Replacement ReplacementOf(SyncState state) => !state.IsReplacing ? Replacement.Newer : state.Watermark is null ? Replacement.Any : Replacement.Dated;

    /// <summary>Where a run into a destination starts: at the state's checkpoint or at the destination's, whichever leaves no gap.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="target">The destination, its checkpoint read.</param>
    /// <param name="source">Stops the question to the destination.</param>
    /// <param name="observer">Receives a warning if the run does not start at the state's checkpoint.</param>
    public static DestinationStart FindStart(SyncPlan plan, ReconnectingDestination target, ReconnectingSource source, IRunObserver observer)
    {
        var found = target.Checkpoint;
        var isEmpty = found is not null && target.Execute(d => d.IsEmpty(source.Cancellation), observer.Warn, source.Cancellation);
        if (isEmpty && !plan.Request.Full)
        {
            observer.Warn($"'{target.DisplayName}' has no rows, although it holds a checkpoint: only rows after {found!.Watermark} are delivered. To fill it again, use -Full.");
        }

        // A full run starts over: what the checkpoint says of rows that are gone, or of those of another source, does not count.
        var counts = !plan.Request.Full || (!isEmpty && !IsOfAnotherSource(found, plan.Request));
        var start = DestinationStart.Of(plan.Start, plan.State.Watermark, counts ? found : null);
        var own = plan.State.Watermark ?? new Watermark(plan.Start, null);
        if (start.Begin != own)
        {
            observer.Warn(
                $"'{target.DisplayName}' {start.Reason}: rows are read from {start.Begin}, although the state file is at {own}, "
                + "so that no rows between them are missing.");
        }

        return start;
    }

    // A full run, and the rest of one, rewinds the destination's checkpoint as it rewinds the state file: older rows may replace newer ones.
    // A source that -Force has accepted takes the checkpoint over at once, so that later runs need no -Force, even if this one delivers nothing.
    private static void WriteFirstCheckpoint(
        SyncPlan plan, DestinationCheckpoint? found, DestinationStart start, ReconnectingDestination target, CheckpointTracker tracker, ReconnectingSource source, IRunObserver observer)
    {
        var first = found is null ? null
            : plan.Request.Full || (plan.State.IsReplacing && found.Watermark > start.Begin) ? new DestinationCheckpoint(start.Begin, tracker.RunId, start.ClaimStart) { Source = plan.Request.Source }
            : IsOfAnotherSource(found, plan.Request) ? found with { Source = plan.Request.Source }
            : null;
        if (first is not null)
        {
            target.Write([], first, observer.Warn, source.Cancellation);
        }

        if (plan.IsAdopted)
        {
            tracker.Save();
        }
    }

    private static bool IsOfAnotherSource(DestinationCheckpoint? found, SyncRequest request) => found?.Source?.Equals(request.Source) == false;

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
            // What was read before a failure is still written.
            _writer.Complete();
            try
            {
                WaitFor(writing);
            }
            finally
            {
                // Even if messages can no longer be written: the caller disposes file and destination, and the writer may still be using them.
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

            // The writer owns the list once it is handed over.
            count = rows.Count;

            // The last of the full buffers may hold the look-ahead row, which is the first of the next batch.
            var full = _buffers.TakeFull();

            // A batch without rows moves the checkpoint behind rows that were skipped, and carries the notes about them.
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

    // Writes the other thread's messages while waiting. Writing one can throw: the pipeline is being stopped, or -WarningAction is Stop.
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
