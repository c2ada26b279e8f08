namespace RedshiftSync.UnitTests.World;

/// <summary>The simulated process was killed: no more of its code runs.</summary>
internal sealed class ProcessKilledException() : Exception("The process was killed.");

/// <summary>
/// The steps of the state writer, in a process that is killed after a number of them: before a step or, if the step writes, in the middle
/// of it. Nothing depends on flushing, because the process ends and not the machine.
/// </summary>
internal sealed class CrashingFileSteps(int stepsToLive = int.MaxValue, bool inTheMiddle = false) : FileSteps
{
    private int _left = stepsToLive;
    private bool _inTheMiddle = inTheMiddle;

    public bool IsDead { get; private set; }

    public int Taken { get; private set; }

    /// <summary>Starts another process.</summary>
    public void Restart(int steps = int.MaxValue, bool endsInTheMiddle = false) =>
        (_left, _inTheMiddle, IsDead) = (steps, endsInTheMiddle, false);

    public void Kill()
    {
        IsDead = true;
        throw new ProcessKilledException();
    }

    public override void Delete(string path)
    {
        CountStep();
        base.Delete(path);
    }

    public override void Create(string path, byte[] content, string permissionsOf, bool durable)
    {
        var isLast = _left <= 0 && _inTheMiddle && !IsDead;
        if (isLast)
        {
            base.Create(path, content[..(content.Length / 2)], permissionsOf, durable: false);
        }

        CountStep();
        base.Create(path, content, permissionsOf, durable: false);
    }

    public override void Replace(string temporary, string path)
    {
        CountStep();
        base.Replace(temporary, path);
    }

    public override void FlushDirectoryOf(string path) => CountStep();

    private void CountStep()
    {
        if (IsDead || _left-- <= 0)
        {
            Kill();
        }

        Taken++;
    }
}
