using System.Diagnostics;
using System.Threading.Channels;

namespace RedshiftSync;

/// <summary>
/// A run that upserts into a destination. One thread reads ahead, the caller's thread writes: neither waits for the other for longer than
/// the small queue between them allows, and memory does not grow with the number of rows.
/// </summary>
public sealed class DestinationRun
{
    // One batch being written, one ready, one being read.
    private const int QueuedBatches = 1;

    private readonly StateFile _file;
    private readonly SyncPlan _plan;
    private readonly IDestination _destination;
    private readonly IRunObserver _observer;
    private readonly Guid _runId = Guid.NewGuid();
    private SyncState _state;
    private long _rows;
    private int _batches;

    private DestinationRun(StateFile file, SyncPlan plan, IDestination destination, IRunObserver observer)
    {
        _file = file;
        _plan = plan;
        _destination = destination;
        _observer = observer;
        _state = plan.State;
    }

    /// <summary>Syncs into the destination. The caller holds the state file's lock and disposes file and session.</summary>
    /// <param name="file">The state file.</param>
    /// <param name="session">Where to read from.</param>
    /// <param name="openDestination">Called once the source and the state have been found good: a request that is wrong must not leave a new destination behind.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="batchSize">How many rows make a batch, complete groups given.</param>
    /// <param name="observer">Told of progress, on this thread.</param>
    /// <param name="cancellation">Stops the run between batches and while it waits.</param>
    public static SyncOutcome Execute(StateFile file, ISourceSession session, Func<IDestination> openDestination, SyncRequest request, int batchSize, IRunObserver observer, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var startedAt = DateTime.UtcNow;
        var plan = SyncPlan.Create(session, file.Path, file.Read(), request, observer, cancellation);
        using var destination = openDestination();
        var delivered = destination.Prepare(request.Shape, request.Source, request.Force, cancellation);

        // The older of the two checkpoints: a destination that was restored, or is new, must not be fed a gap; nor must one that got
        // ahead because a run ended between its commit and the state file's write. No checkpoint at all is the oldest.
        var start = delivered is null ? null : Watermark.Older(plan.State.Watermark, delivered.Watermark);
        if (plan.State.Watermark is { } known && start != known)
        {
            observer.Warn($"'{destination.DisplayName}' holds {(delivered is null ? "no checkpoint" : $"an older checkpoint ({delivered.Watermark})")}; it is brought up from there, not from the state file's {known}.");
        }

        var run = new DestinationRun(file, plan with { State = plan.State with { Watermark = start } }, destination, observer);
        var heldBack = plan.CountHeldBack(session, observer, cancellation);
        run.Copy(session, batchSize, cancellation);
        run.Finish(startedAt);
        return new(run._runId, run._rows, run._rows, heldBack, run._batches, Retries: 0, start, run._state.Watermark, watch.Elapsed);
    }

    private void Copy(ISourceSession session, int batchSize, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Channel.CreateBounded<Batch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });
        var statement = _plan.Window(_plan.State.Position).SelectRows();
        _observer.Detail(statement.Text);
        var reading = Task.Run(() => ReadAsync(session, statement, batchSize, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (Next(queue.Reader, cancellation) is { } batch)
            {
                Deliver(batch, cancellation);
            }
        }
        finally
        {
            // The session belongs to the reading thread until it has ended.
            stop.Cancel();
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
    }

    private async Task ReadAsync(ISourceSession session, SqlStatement statement, int batchSize, ChannelWriter<Batch> queue, CancellationToken cancellation)
    {
        try
        {
            var shape = _plan.Request.Shape;
            var texts = shape.TextColumns.Count;
            using var feed = new ChangeFeed<ChangeRow>(session.OpenRows(statement, shape, cancellation), row => ChangeRow.From(row, texts));
            while (true)
            {
                var rows = new List<ChangeRow>(Math.Min(batchSize, 100_000));
                feed.ReadBatch(rows, batchSize);
                if (rows.Count == 0)
                {
                    break;
                }

                await queue.WriteAsync(new Batch(rows, feed.Position!.Value), cancellation).ConfigureAwait(false);
            }

            queue.Complete();
        }
        catch (Exception e)
        {
            // Thrown on the caller's thread once the batches before it are written.
            queue.Complete(e);
        }
    }

    private static Batch? Next(ChannelReader<Batch> queue, CancellationToken cancellation)
    {
        while (queue.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
        {
            if (queue.TryRead(out var batch))
            {
                return batch;
            }
        }

        return null;
    }

    private void Deliver(Batch batch, CancellationToken cancellation)
    {
        _destination.Write(batch.Rows, new DestinationCheckpoint(batch.Last, _runId), cancellation);
        _state = _state with { Watermark = batch.Last };
        _file.Write(_state);
        _rows += batch.Rows.Count;
        _batches++;
        _observer.Detail($"Batch {_batches}: {batch.Rows.Count} rows up to {batch.Last}.");
        _observer.Progress(_rows);
    }

    private void Finish(DateTime startedAt)
    {
        _state = _state.WithRun(new RunRecord(_runId, startedAt, DateTime.UtcNow, _rows));
        _file.Write(_state);
    }

    private sealed record Batch(List<ChangeRow> Rows, Watermark Last);
}
