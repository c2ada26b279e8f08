namespace RedshiftSync.UnitTests.World;

/// <summary>The process is gone: nothing after this gets to run.</summary>
internal sealed class DeathException() : Exception("The process was killed.");

/// <summary>
/// The steps of the state writer, with an end after so many of them: before the step or, when it writes, in the middle of it. Nothing is
/// flushed to the disk, since it is the process that ends and not the machine.
/// </summary>
internal sealed class CrashingFileSteps(int stepsToLive = int.MaxValue, bool inTheMiddle = false) : FileSteps
{
    private int _left = stepsToLive;

    public bool IsDead { get; private set; }

    public int Taken { get; private set; }

    public void Die()
    {
        IsDead = true;
        throw new DeathException();
    }

    public override void Delete(string path)
    {
        Live();
        base.Delete(path);
    }

    public override void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        var isLast = _left <= 0 && inTheMiddle && !IsDead;
        if (isLast)
        {
            base.Create(path, content[..(content.Length / 2)], permissionsOf, durable: false);
        }

        Live();
        base.Create(path, content, permissionsOf, durable: false);
    }

    public override void Replace(string temporary, string path)
    {
        Live();
        base.Replace(temporary, path);
    }

    public override void FlushDirectoryOf(string path) => Live();

    private void Live()
    {
        if (IsDead || _left-- <= 0)
        {
            Die();
        }

        Taken++;
    }
}
