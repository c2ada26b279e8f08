namespace RedshiftSync.UnitTests.World;

/// <summary>A full, read-only or broken disk: one step fails, and every later one unless it only removes a file.</summary>
/// <param name="failingStep">The number of the step, from 0.</param>
/// <param name="errorNumber">The errno value.</param>
internal sealed class FailingFileSteps(int failingStep, int errorNumber) : FileSteps
{
    public const int InputOutput = 5;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;

    private int _steps;

    /// <summary>Whether the step was reached.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether the step that fails is the last one, which flushes the directory.</summary>
    public bool IsFlush { get; private set; }

    public override void Delete(string path)
    {
        if (!HasFailed)
        {
            Fail();
        }

        base.Delete(path);
    }

    public override void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        // A partial write, as on a full disk.
        base.Create(path, content[..(content.Length / 2)], permissionsOf, durable: false);
        Fail();
        base.Delete(path);
        base.Create(path, content, permissionsOf, durable: false);
    }

    public override void Replace(string temporary, string path)
    {
        Fail();
        base.Replace(temporary, path);
    }

    public override void FlushDirectoryOf(string path)
    {
        IsFlush = _steps == failingStep;
        Fail();
    }

    private void Fail()
    {
        if (_steps++ >= failingStep)
        {
            HasFailed = true;
            throw new IOException("Injected.", errorNumber);
        }
    }
}
