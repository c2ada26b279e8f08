namespace RedshiftSync;

/// <summary>Whether an estimate of a run's length can be shown: rows are seldom spread evenly over their times, so it jumps at first.</summary>
internal sealed class StableEstimate
{
    // It counts as stable once this many in a row agree to within a tenth.
    private const int AgreeingEstimates = 8;
    private const double Tolerance = 0.1;

    private readonly Queue<double> _latest = new();

    /// <summary>Takes the next estimate.</summary>
    /// <returns>Whether it agrees with those before it.</returns>
    public bool Add(double totalSeconds)
    {
        _latest.Enqueue(totalSeconds);
        if (_latest.Count > AgreeingEstimates)
        {
            _latest.Dequeue();
        }

        return _latest.Count == AgreeingEstimates && _latest.Max() <= _latest.Min() * (1 + Tolerance);
    }
}
