namespace RedshiftSync;

/// <summary>Finds rows of a destination whose keys are gone from its source, and removes them unless they are too many.</summary>
internal sealed class DeletionRun
{
    private readonly DestinationComparison _comparison;
    private readonly ReconnectingSource _source;
    private readonly TableSchema _schema;
    private readonly DestinationCheckpoint _checkpoint;
    private readonly ReconnectingDestination _destination;
    private readonly CancellationToken _cancellation;
    private readonly Action<string> _warn;

    /// <summary>Creates a run that compares the keys of a destination and its source.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="destination">The destination to compare, already prepared.</param>
    /// <param name="checkpoint">The destination's checkpoint.</param>
    /// <param name="schema">The source's table and columns.</param>
    /// <param name="zone">The zone of a plain timestamp; null for UTC.</param>
    /// <param name="warn">Receives a warning for each further attempt at the destination.</param>
    public DeletionRun(
        ReconnectingSource source,
        ReconnectingDestination destination,
        DestinationCheckpoint checkpoint,
        TableSchema schema,
        TimeZoneInfo? zone,
        Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(source);
        _comparison = new DestinationComparison(source, destination, schema, zone, warn);
        _source = source;
        _schema = schema;
        _checkpoint = checkpoint;
        _destination = destination;
        _warn = warn;
        _cancellation = source.Cancellation;
    }

    /// <summary>The keys that are gone from the source.</summary>
    public IEnumerable<KeyValue> Find() =>
        _comparison.Run(_checkpoint, DigestKind.Key).Where(d => d.Kind == DifferenceKind.Surplus).Select(d => d.Key);

    /// <summary>Counts the destination's rows, and how many of them may be removed.</summary>
    /// <param name="maxPercent">The largest part of the destination's rows that may be removed, in percent.</param>
    public (long Rows, long Limit) CountLimit(double maxPercent)
    {
        var rows = _comparison.CountRows();
        return (rows, (long)(rows * (decimal)maxPercent / 100));
    }

    /// <summary>Removes the rows whose keys are gone, batch by batch.</summary>
    /// <param name="maxPercent">The largest part of the destination's rows that may be removed, in percent; if more are gone, none is
    /// removed.</param>
    /// <param name="batchSize">How many rows are removed in one transaction.</param>
    /// <returns>The keys of each batch, once it is removed.</returns>
    /// <exception cref="SyncException">DeletionLimitExceeded.</exception>
    public IEnumerable<IReadOnlyList<KeyValue>> Remove(double maxPercent, int batchSize)
    {
        var (rows, limit) = CountLimit(maxPercent);
        var gone = new List<KeyValue>();
        foreach (var key in Find())
        {
            gone.Add(key);
            if (gone.Count > limit)
            {
                throw DestinationErrors.DeletionLimitExceeded(_destination.DisplayName, limit, rows, maxPercent);
            }
        }

        foreach (var batch in gone.Chunk(batchSize))
        {
            ThrowIfInSource(batch);
            _destination.Execute(
                destination =>
                {
                    destination.Remove(batch, _cancellation);
                    return true;
                },
                _warn,
                _cancellation);
            yield return batch;
        }
    }

    // Removing cannot be undone, so the source is asked for the keys themselves. A key that the destination holds in another form, as 1.5
    // in an integer column of SQLite, is not what the comparison takes it for.
    private void ThrowIfInSource(IReadOnlyList<KeyValue> keys)
    {
        var query = new ExistingKeysQuery(_source.Describe(_schema));
        foreach (var some in keys.Chunk(query.MaxKeys))
        {
            if (_source.Execute(s => s.Query(query.Select(some), _cancellation)) is [var found, ..])
            {
                throw DestinationErrors.KeyInSource(_destination.DisplayName, $"{string.Join('/', found)}");
            }
        }
    }
}
