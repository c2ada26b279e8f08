using System.Buffers.Binary;
using System.Text;

namespace RedshiftSync.UnitTests.Run;

/// <summary>An in-memory destination that fulfils the contract.</summary>
internal sealed class FakeDestination : IDestination
{
    private Replacement _replacement;

    public Dictionary<long, PackedRow> Rows { get; private init; } = [];

    public List<int> BatchSizes { get; } = [];

    public DestinationCheckpoint? Checkpoint { get; set; }

    /// <summary>Called before a batch is written, with its number; may throw.</summary>
    public Action<int>? OnWrite { get; set; }

    /// <summary>Called once a batch is written; may throw.</summary>
    public Action? OnWritten { get; set; }

    public string DisplayName => "fake";

    /// <summary>A copy of the current contents, like a backup.</summary>
    public FakeDestination Copy() => new() { Rows = new(Rows), Checkpoint = Checkpoint };

    public DestinationCheckpoint? Prepare(DestinationRequest request, CancellationToken cancellation)
    {
        _replacement = request.Replacement;
        return Checkpoint;
    }

    public DestinationCheckpoint? Inspect(DestinationRequest request, CancellationToken cancellation) => Checkpoint;

    public IDigestReader Digests(DigestKind kind, LocalTimes times, TableSchema schema) => throw new NotSupportedException();

    public bool IsEmpty(CancellationToken cancellation) => Rows.Count == 0;

    public bool HasNullCursor(CancellationToken cancellation) => Rows.Values.Any(r => r.CursorValue is null);

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
            if (!Rows.TryGetValue(row.Key.Integer!.Value, out var there) || there.CursorValue is null || Replaces(row, there))
            {
                Rows[row.Key.Integer!.Value] = Keep(row);
            }
        }

        BatchSizes.Add(batch.Count);
        Checkpoint = checkpoint ?? Checkpoint;
        OnWritten?.Invoke();
    }

    // The buffer of a packed row is reused once its batch is written.
    private static PackedRow Keep(PackedRow row)
    {
        var text = row.GetText(0);
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        var buffer = new byte[PackedRow.PrefixLength + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, text is null ? -1 : bytes.Length);
        bytes.CopyTo(buffer, PackedRow.PrefixLength);
        return new PackedRow(row.Key, row.CursorValue, buffer, 0);
    }

    private bool Replaces(PackedRow row, PackedRow there) => _replacement switch
    {
        Replacement.Newer => row.CursorValue >= there.CursorValue,
        Replacement.Dated => row.CursorValue is not null,
        _ => true,
    };

    public void Dispose()
    {
    }
}
