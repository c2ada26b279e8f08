using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>A destination of a <see cref="ClaimModel"/>, with a copy of it, and the check of what its checkpoint claims.</summary>
internal sealed class ClaimedDestination
{
    private FakeDestination? _copy;

    // Emptying a table but not its checkpoint makes the claim false, until a full run starts over from the claim's start or before.
    private bool _isEmptied;
    private bool _isCopyEmptied;

    public FakeDestination Store { get; private set; } = new();

    /// <summary>Notes that a full run has replaced everything that the checkpoint claims.</summary>
    public void StartOver() => _isEmptied = false;

    public void Copy() => (_copy, _isCopyEmptied) = (Store.Copy(), _isEmptied);

    public void Restore()
    {
        if (_copy is not null)
        {
            (Store, _isEmptied) = (_copy.Copy(), _isCopyEmptied);
        }
    }

    public void Interfere(Interference kind)
    {
        switch (kind)
        {
            case Interference.TableIsDropped:
                Store = new FakeDestination();
                _isEmptied = false;
                break;
            case Interference.CheckpointIsDeleted:
                Store.Checkpoint = null;
                _isEmptied = false;
                break;
            default:
                Store.Rows.Clear();
                _isEmptied = Store.Checkpoint is not null;
                break;
        }
    }

    /// <summary>Checks that the destination has every row of the source from the start of its checkpoint to the watermark.</summary>
    public void Check(FakeSource source)
    {
        if (Store.Checkpoint is not { } claim || _isEmptied)
        {
            return;
        }

        // If a key repeats, the newest claimed row, or an even newer one.
        var claimed = source.Rows.Where(
            r => r.Time >= claim.Start && TestData.Reaches(claim.Watermark, new Watermark(r.Time!.Value, r.Id)));
        foreach (var newest in claimed.GroupBy(r => r.Id!.Value).Select(g => g.MaxBy(r => r.Time)!))
        {
            if (!Store.Rows.TryGetValue(newest.Id!.Value, out var row))
            {
                Assert.Fail($"{newest} is missing, but claimed by {claim}.");
            }

            if (!source.Rows.Any(r => r.Id == newest.Id && r.Time == row.Time && r.Time >= newest.Time && r.Name == row.Name))
            {
                Assert.Fail($"{newest} is claimed by {claim}, but the destination has {row.Name} of {row.Time:O}.");
            }
        }
    }
}
