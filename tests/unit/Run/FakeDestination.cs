namespace RedshiftSync.UnitTests.Run;

/// <summary>A destination in memory that does what the contract says.</summary>
internal sealed class FakeDestination : IDestination
{
    private Replacement _replacement;

    public Dictionary<long, PackedRow> Rows { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public DestinationCheckpoint? Checkpoint { get; set; }

    /// <summary>Called before a batch is written, with its number; may throw.</summary>
    public Action<int>? OnWrite { get; set; }

    public string DisplayName => "fake";

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        _replacement = request.Replacement;
        return Checkpoint;
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) => Checkpoint;

    public IDigestReader Digests(DigestKind kind, CursorAxis axis, IReadOnlySet<int> paddedTexts) => throw new NotSupportedException();

    public bool IsEmpty(CancellationToken cancellation) => Rows.Count == 0;

    public bool HasNullCursor(CancellationToken cancellation) => Rows.Values.Any(r => r.UpdatedAt is null);

    public void Remove(IReadOnlyList<long> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            Rows.Remove(key);
        }
    }

    public void Write(IReadOnlyList<PackedRow> batch, DestinationCheckpoint? checkpoint, CancellationToken cancellation)
    {
        OnWrite?.Invoke(BatchSizes.Count + 1);
        foreach (var row in batch)
        {
            if (!Rows.TryGetValue(row.Key, out var there) || there.UpdatedAt is null || Replaces(row, there))
            {
                Rows[row.Key] = row;
            }
        }

        BatchSizes.Add(batch.Count);
        Checkpoint = checkpoint ?? Checkpoint;
    }

    private bool Replaces(PackedRow row, PackedRow there) => _replacement switch
    {
        Replacement.Newer => row.UpdatedAt >= there.UpdatedAt,
        Replacement.Dated => row.UpdatedAt is not null,
        _ => true,
    };

    public void Dispose()
    {
    }
}
