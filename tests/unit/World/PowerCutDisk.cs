namespace RedshiftSync.UnitTests.World;

/// <summary>
/// Records file operations in order, so that a power cut after any of them can be simulated: a file is only certain to contain flushed
/// data, and the folder only operations before its last flush; any part of the rest may have reached the disk.
/// </summary>
/// <param name="arrived">How far rows have arrived; called at each step.</param>
internal sealed class PowerCutDisk(Func<long> arrived) : FileSteps
{
    private readonly List<Step> _steps = [];

    private enum Kind
    {
        Create,
        Write,
        FlushFile,
        Rename,
        Remove,
        FlushFolder,
        Acknowledge,
    }

    /// <summary>The number of recorded steps.</summary>
    public int Count => _steps.Count;

    /// <summary>Records that the state was reported as safe up to a position.</summary>
    public void Acknowledge(long position) => Record(Kind.Acknowledge, "", position: position);

    public override void Delete(string path)
    {
        if (File.Exists(path))
        {
            Record(Kind.Remove, path);
            base.Delete(path);
        }
    }

    public override void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        var file = new Inode(content);
        Record(Kind.Create, path, file);
        Record(Kind.Write, path, file);
        if (durable)
        {
            Record(Kind.FlushFile, path, file);
        }

        base.Create(path, content, permissionsOf, durable: false);
    }

    public override void Replace(string temporary, string path)
    {
        Record(Kind.Rename, temporary, to: path);
        base.Replace(temporary, path);
    }

    public override void FlushDirectoryOf(string path) => Record(Kind.FlushFolder, path);

    /// <summary>How far rows had arrived after a number of steps.</summary>
    public long ArrivedAfter(int steps) => steps == 0 ? 0 : _steps[steps - 1].Arrived;

    /// <summary>How far the state was reported as safe after a number of steps.</summary>
    public long AcknowledgedAfter(int steps) =>
        _steps.Take(steps).Where(s => s.Kind == Kind.Acknowledge).Select(s => s.Position).DefaultIfEmpty(0).Last();

    /// <summary>A text that is equal for equal files.</summary>
    public static string Signature(Dictionary<string, byte[]> folder) =>
        string.Join('|', folder.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + Convert.ToHexString(f.Value)));

    /// <summary>Every folder, as names and contents, that a power cut after a number of steps can leave.</summary>
    public IEnumerable<Dictionary<string, byte[]>> Remains(int steps)
    {
        var taken = _steps[..steps];
        var flush = taken.FindLastIndex(s => s.Kind == Kind.FlushFolder);
        var (certain, files) = (new Dictionary<string, Inode>(), new Dictionary<string, Inode>());
        var pending = new List<(Kind Kind, string Name, string? To, Inode File)>();
        for (var i = 0; i < taken.Count; i++)
        {
            if (taken[i] is { Kind: Kind.Create or Kind.Rename or Kind.Remove } step)
            {
                var change = (step.Kind, step.Name, step.To, step.File ?? files[step.Name]);
                Apply(files, change);
                if (i < flush)
                {
                    Apply(certain, change);
                }
                else
                {
                    pending.Add(change);
                }
            }
        }

        var seen = new HashSet<string>();
        for (var subset = 0; subset < 1 << pending.Count; subset++)
        {
            var folder = new Dictionary<string, Inode>(certain);
            for (var i = 0; i < pending.Count; i++)
            {
                if ((subset >> i & 1) == 1)
                {
                    Apply(folder, pending[i]);
                }
            }

            foreach (var unflushed in Enum.GetValues<Unflushed>())
            {
                var left = folder.ToDictionary(f => f.Key, f => Content(f.Value, taken, unflushed));
                if (seen.Add(Signature(left)))
                {
                    yield return left;
                }
            }
        }
    }

    private static byte[] Content(Inode file, List<Step> taken, Unflushed unflushed) =>
        !taken.Exists(s => s.Kind == Kind.Write && s.File == file) ? []
        : taken.Exists(s => s.Kind == Kind.FlushFile && s.File == file) ? file.Content
        : unflushed switch
        {
            Unflushed.Lost => [],
            Unflushed.Half => file.Content[..(file.Content.Length / 2)],
            Unflushed.Zeros => new byte[file.Content.Length],
            _ => file.Content,
        };

    private static void Apply(Dictionary<string, Inode> folder, (Kind Kind, string Name, string? To, Inode File) change)
    {
        if (folder.TryGetValue(change.Name, out var there) && there == change.File)
        {
            folder.Remove(change.Name);
        }

        if (change.Kind != Kind.Remove)
        {
            folder[change.To ?? change.Name] = change.File;
        }
    }

    // The lock's owner file is not part of a state.
    private void Record(Kind kind, string path, Inode? file = null, string? to = null, long position = 0)
    {
        if (!path.Contains(".lock", StringComparison.Ordinal))
        {
            _steps.Add(new Step(kind, Path.GetFileName(path), file, to is null ? null : Path.GetFileName(to), arrived(), position));
        }
    }

    private enum Unflushed
    {
        Lost,
        Half,
        Zeros,
        Kept,
    }

    private sealed class Inode(byte[] content)
    {
        public byte[] Content { get; } = content;
    }

    private sealed record Step(Kind Kind, string Name, Inode? File, string? To, long Arrived, long Position);
}
