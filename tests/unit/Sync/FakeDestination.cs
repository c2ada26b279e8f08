using RedshiftSync.UnitTests.Rows;

namespace RedshiftSync.UnitTests.Sync;

/// <summary>An in-memory destination that fulfils the contract.</summary>
internal sealed class FakeDestination : IDestination
{
    private Replacement _replacement;

    public Dictionary<long, FakeRow> Rows { get; private init; } = [];

    public List<int> BatchSizes { get; } = [];

    public DestinationCheckpoint? Checkpoint { get; set; }

    /// <summary>Called before a batch is written, with its number; may throw.</summary>
    public Action<int>? OnWrite { get; set; }

    /// <summary>Called once a batch is written; may throw.</summary>
    public Action? OnWritten { get; set; }

    /// <summary>The checkpoint of the last batch; null if it had none.</summary>
    public DestinationCheckpoint? LastWritten { get; private set; }

    public string DisplayName => "fake";

    /// <summary>A copy of the current contents, like a backup.</summary>
    public FakeDestination Copy() => new() { Rows = new(Rows), Checkpoint = Checkpoint };

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        _replacement = request.Replacement;
        return Checkpoint;
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) => Checkpoint;

    public DestinationCheckpoint? FindCheckpoint(TableName table, CancellationToken cancellation) => Checkpoint;

    public IDestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema, string? from) =>
        throw new NotSupportedException();

    public bool IsEmpty(CancellationToken cancellation) => Rows.Count == 0;

    public void Remove(IReadOnlyList<KeyValue> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            Rows.Remove(key.Integer!.Value);
        }
    }

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        OnWrite?.Invoke(BatchSizes.Count + 1);
        foreach (var packed in batch)
        {
            // The buffer of a packed row is reused once its batch is written.
            var row = new FakeRow(packed.CursorValue?.Time, packed.Key.Integer, packed.TextOf(TestData.Schema.PlainColumns[0]));
            if (!Rows.TryGetValue(row.Id!.Value, out var there) || there.Time is null || Replaces(row, there))
            {
                Rows[row.Id.Value] = row;
            }
        }

        BatchSizes.Add(batch.Count);
        LastWritten = checkpoint;
        Checkpoint = checkpoint ?? Checkpoint;
        OnWritten?.Invoke();
    }

    private bool Replaces(FakeRow row, FakeRow there) => _replacement switch
    {
        Replacement.Newer => row.Time >= there.Time,
        Replacement.WithCursorValue => row.Time is not null,
        _ => true,
    };

    public void Dispose()
    {
    }
}
