namespace RedshiftSync;

/// <summary>
/// How many rows to read before they are handed on. One in turn with the commands downstream, reading and they would push each other's code
/// out of the processor's caches. But the first row goes out alone, and so does each that had to be waited for.
/// </summary>
internal sealed class ReadingPace
{
    private const int Most = 64;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(50);

    /// <summary>How many to read next.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>Takes note of how long reading them took.</summary>
    public void Took(TimeSpan time) => Rows = time < Slow ? Math.Min(Rows * 2, Most) : 1;
}
