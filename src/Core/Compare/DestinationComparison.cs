namespace RedshiftSync;

/// <summary>Compares a destination with its source up to the destination's checkpoint. What changed in the source after it is no difference.</summary>
internal sealed class DestinationComparison
{
    // How many keys that may be gone are looked up in one statement.
    private const int CandidatesAtOnce = 5000;

    private readonly ReconnectingSource _source;
    private readonly ReconnectingDestination _destination;
    private readonly TableSchema _schema;
    private readonly TimeZoneInfo? _zone;
    private readonly Action<string> _warn;

    /// <summary>Prepares the comparison without reading anything yet.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="destination">The destination to compare, already prepared or inspected.</param>
    /// <param name="schema">The source's table and columns.</param>
    /// <param name="zone">The zone of a plain timestamp; null for UTC.</param>
    /// <param name="warn">Receives a warning for each further attempt at the destination.</param>
    public DestinationComparison(ReconnectingSource source, ReconnectingDestination destination, TableSchema schema, TimeZoneInfo? zone, Action<string> warn)
    {
        _source = source;
        _destination = destination;
        _schema = schema;
        _zone = zone;
        _warn = warn;
    }

    /// <summary>How many digests and sums have been fetched from both sides.</summary>
    public long DigestsRead { get; private set; }

    /// <summary>How many rows the destination has.</summary>
    public long CountRows() => Digests(DigestKind.Key, LocalTimes.Utc, _schema).ReadExtent(_source.Cancellation).Count;

    /// <summary>The differences, found range by range.</summary>
    /// <param name="checkpoint">The destination's checkpoint.</param>
    /// <param name="kind">Whether to compare the rows, or only their keys.</param>
    public IEnumerable<KeyDifference> Run(DestinationCheckpoint checkpoint, DigestKind kind)
    {
        var schema = _source.Describe(_schema);
        var axis = CursorAxis.Of(schema, _zone);
        var source = new SourceDigests(_source, schema, axis, checkpoint, kind, _destination.Execute(d => d.HasNullCursor(_source.Cancellation), _warn, _source.Cancellation));
        var comparison = new TableComparison(source, Digests(kind, LocalTimes.Of(axis, checkpoint), schema), _source.Cancellation);
        var candidates = new List<KeyDifference>();
        foreach (var difference in comparison.Run())
        {
            DigestsRead = comparison.DigestsRead;
            if (difference.Kind != DifferenceKind.Surplus)
            {
                yield return difference;
                continue;
            }

            candidates.Add(difference);
            if (candidates.Count == CandidatesAtOnce)
            {
                foreach (var gone in FindGone(source, candidates))
                {
                    yield return gone;
                }

                candidates.Clear();
            }
        }

        DigestsRead = comparison.DigestsRead;
        foreach (var gone in FindGone(source, candidates))
        {
            yield return gone;
        }
    }

    private DestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema) => new(_destination, d => d.Digests(kind, times, schema), _warn);

    // A row that changed after the checkpoint is not compared, but it exists.
    private static KeyDifference[] FindGone(SourceDigests source, List<KeyDifference> candidates)
    {
        var existing = source.FindExisting(candidates.Select(c => c.Key));
        return [.. candidates.Where(c => !existing.Contains(c.Key))];
    }
}
