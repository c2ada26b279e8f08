namespace RedshiftSync;

/// <summary>
/// Decides whether an estimate of a run's length can be shown: rows are rarely spread evenly over time, so it jumps at first.
/// </summary>
internal sealed class StableEstimate
{
    // The estimate is stable once this many consecutive values agree within ten percent.
    private const int AgreeingEstimates = 8;
    private const double Tolerance = 0.1;

    private readonly Queue<double> _latest = new();

    /// <summary>Adds an estimate.</summary>
    /// <returns>Whether the estimate is stable.</returns>
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
