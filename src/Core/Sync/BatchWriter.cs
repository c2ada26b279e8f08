using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace RedshiftSync;

/// <summary>
/// Writes the batches of a <see cref="DestinationRun"/> on a thread of its own: each with its checkpoint, and the state file a few times a
/// second.
/// </summary>
internal sealed class BatchWriter
{
    // One batch being written, one ready, one being read.
    private const int QueuedBatches = 1;

    // The default size of a batch: a larger one may be far from full.
    private const int MaxInitialCapacity = 10_000;

    private readonly ReconnectingDestination _target;
    private readonly CheckpointTracker _tracker;
    private readonly ReconnectingSource _source;
    private readonly CursorValue _start;
    private readonly RowBuffers _buffers;
    private readonly RowRefusals _refusals;
    private readonly Channel<WriteBatch> _queue = Channel.CreateBounded<WriteBatch>(
        new BoundedChannelOptions(QueuedBatches) { SingleReader = true, SingleWriter = true });

    // A list of ten thousand rows is a large object, so a few lists are used again and again.
    private readonly ConcurrentBag<List<PackedRow>> _lists = [];

    // Only the caller's thread may write messages.
    private readonly ConcurrentQueue<Action<IRunObserver>> _events = [];

    public BatchWriter(
        ReconnectingDestination target,
        CheckpointTracker tracker,
        ReconnectingSource source,
        CursorValue start,
        RowBuffers buffers,
        SyncRequest request)
    {
        _refusals = new RowRefusals(
            (rows, checkpoint) => target.Write(rows, checkpoint, message => _events.Enqueue(o => o.Warn(message)), source.Cancellation),
            request);
        _target = target;
        _tracker = tracker;
        _source = source;
        _start = start;
        _buffers = buffers;
    }

    /// <summary>How many rows are durably written.</summary>
    public long Rows { get; private set; }

    /// <summary>How many rows the destination refused and the run skipped.</summary>
    public long RowsRefused { get; private set; }

    /// <summary>How many batches are durably written, each with its checkpoint.</summary>
    public int Batches { get; private set; }

    /// <summary>The failure that ended the writing early; null without one.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>An empty list for the rows of a batch.</summary>
    /// <param name="batchSize">How many rows are expected; a list that grows to its size allocates twice as much.</param>
    public List<PackedRow> RentList(int batchSize) =>
        _lists.TryTake(out var list) ? list : new(Math.Min(batchSize, MaxInitialCapacity));

    /// <summary>Hands over a batch; waits while the queue is full.</summary>
    public Task AddAsync(WriteBatch batch) => _queue.Writer.WriteAsync(batch, _source.Cancellation).AsTask();

    /// <summary>Cancels reading and writing.</summary>
    public void Stop() => _source.Stop();

    /// <summary>Marks the end of the batches.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes the batches until <see cref="Complete"/>; a failure stops the reading.</summary>
    public async Task RunAsync()
    {
        try
        {
            await foreach (var batch in _queue.Reader.ReadAllAsync(_source.Cancellation).ConfigureAwait(false))
            {
                Write(batch);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        try
        {
            _tracker.Flush();
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Passes the messages since the last call to an observer, on the calling thread.</summary>
    public void DrainEvents(IRunObserver observer)
    {
        while (_events.TryDequeue(out var report))
        {
            report(observer);
        }
    }

    private void Fail(Exception e)
    {
        Failure ??= ExceptionDispatchInfo.Capture(e);
        _queue.Writer.TryComplete();
        _source.Stop();
    }

    private void Write(WriteBatch batch)
    {
        var checkpoint = _tracker.After(batch.Position) is { } reached
            ? new DestinationCheckpoint(reached, _tracker.RunId, _start) { Source = _tracker.State.Source, History = _tracker.NextHistory }
            : null;
        var refused = _refusals.Write(batch.Rows, checkpoint);
        _tracker.Advance(batch.Position, refused.Count == 0 ? batch.Skipped : WithRefused(batch.Skipped, refused));
        _tracker.SaveThrottled();
        var rows = batch.Rows.Count - refused.Count;
        batch.Rows.Clear();
        _lists.Add(batch.Rows);
        _buffers.Reuse(batch.ReusableBuffers);
        if (rows == 0)
        {
            return;
        }

        Rows += rows;
        Batches++;
        var (batches, total) = (Batches, Rows);
        var changes = batches == 1 ? _target.AppliedChanges : [];
        _events.Enqueue(o =>
        {
            foreach (var change in changes)
            {
                o.Detail($"Followed the source: {change}.");
            }

            o.Detail($"Batch {batches}: {rows} rows, checkpoint {checkpoint?.Watermark.ToString() ?? "none"}.");
            o.Progress(total, batch.FractionDone);
        });
    }

    private SkipReport WithRefused(SkipReport report, IReadOnlyList<SkippedRow> refused)
    {
        RowsRefused += refused.Count;
        _events.Enqueue(o =>
        {
            foreach (var row in refused)
            {
                o.Warn(row.ToString());
            }
        });
        return report with
        {
            Notes = [.. report.Notes, .. refused.Select(row => new SkipNote(_tracker.RunId, DateTime.UtcNow, row.Row, row.Problem))],
        };
    }
}

/// <summary>Rows on their way into a destination.</summary>
/// <param name="Rows">The rows; empty when only the checkpoint moves.</param>
/// <param name="Position">The last row with a cursor value up to here; null without one.</param>
/// <param name="Skipped">The rows that were skipped since the previous batch.</param>
/// <param name="FractionDone">The estimated part of the run that is done after this batch, from 0 to 1; null when that is not
/// known.</param>
/// <param name="ReusableBuffers">Buffers that are free once the rows are written.</param>
internal sealed record WriteBatch(
    List<PackedRow> Rows, Watermark? Position, SkipReport Skipped, double? FractionDone, IReadOnlyList<byte[]> ReusableBuffers);
