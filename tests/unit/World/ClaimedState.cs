using RedshiftSync.UnitTests.Sync;

namespace RedshiftSync.UnitTests.World;

/// <summary>
/// A state file of a <see cref="ClaimModel"/>, with a copy of it, and the check of what it says that script blocks received.
/// </summary>
internal sealed class ClaimedState : IDisposable
{
    private readonly string _path;
    private readonly CrashingFileSteps _steps;

    // A state that was moved by hand says nothing about what was received.
    private bool _isMoved;
    private bool _isCopyMoved;

    public ClaimedState(string path, CrashingFileSteps steps)
    {
        _path = path;
        _steps = steps;
        File = new StateFile(path, steps);

        // Locked permanently: taking a lock is slow compared with everything else here.
        File.Lock();
    }

    public StateFile File { get; }

    private string CopyPath => _path + ".kept";

    public void Dispose() => File.Dispose();

    /// <summary>Notes that a full run has begun a new history.</summary>
    public void StartOver() => _isMoved = false;

    public void Copy()
    {
        if (System.IO.File.Exists(_path))
        {
            System.IO.File.Copy(_path, CopyPath, overwrite: true);
            _isCopyMoved = _isMoved;
        }
    }

    public void Restore()
    {
        if (System.IO.File.Exists(CopyPath))
        {
            System.IO.File.Copy(CopyPath, _path, overwrite: true);
            _isMoved = _isCopyMoved;
        }
    }

    /// <summary>Moves the checkpoint as Set-RedshiftSyncState does.</summary>
    public void Set(Watermark watermark, DateTime beginning)
    {
        _steps.Restart();
        File.Write((File.Read() ?? SyncState.New(null, beginning)).MoveTo(watermark));
        _isMoved = true;
    }

    public void Clear()
    {
        System.IO.File.Delete(_path);
        System.IO.File.Delete(_path + ".bak");
        _isMoved = false;
    }

    /// <summary>Checks that script blocks have received every row from the state's start to its watermark.</summary>
    public void Check(FakeSource source, HashSet<FakeRow> received)
    {
        if (!_isMoved && File.Read() is { Consumer.Kind: ConsumerKind.Pipeline, Watermark: { } watermark } state)
        {
            Assert.All(
                source.Rows.Where(r => r.Time >= state.Start && TestData.Reaches(watermark, new Watermark(r.Time!.Value, r.Id))),
                row => Assert.True(received.Contains(row), $"{row} is covered by a checkpoint of a script block that never received it."));
        }
    }
}
