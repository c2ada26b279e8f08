namespace RedshiftSync;

/// <summary>
/// Compares a destination with its source up to the destination's checkpoint. Later changes in the source are no differences.
/// </summary>
internal sealed class DestinationComparison
{
    private readonly ReconnectingSource _source;
    private readonly ReconnectingDestination _destination;
    private readonly TableSchema _schema;
    private readonly TimeZoneInfo? _zone;
    private readonly Action<string> _warn;

    /// <summary>Creates a comparison of a destination with its source.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="destination">The destination to compare, already prepared or inspected.</param>
    /// <param name="schema">The source's table and columns.</param>
    /// <param name="zone">The zone of a plain timestamp; null for UTC.</param>
    /// <param name="warn">Receives a warning for each further attempt at the destination.</param>
    public DestinationComparison(
        ReconnectingSource source, ReconnectingDestination destination, TableSchema schema, TimeZoneInfo? zone, Action<string> warn)
    {
        _source = source;
        _destination = destination;
        _schema = schema;
        _zone = zone;
        _warn = warn;
    }

    /// <summary>The number of digests and sums read from both sides.</summary>
    public long DigestsRead { get; private set; }

    /// <summary>The columns that <see cref="Run"/> does not compare, because the server has no text of their types to hash.</summary>
    public IReadOnlyList<string> Uncompared { get; private set; } = [];

    /// <summary>Counts the destination's rows.</summary>
    public long CountRows() => Digests(DigestKind.Key, LocalTimes.Utc, _source.Describe(_schema)).CountRows(_source.Cancellation);

    /// <summary>Returns the differences, each as soon as it is found.</summary>
    /// <param name="checkpoint">The destination's checkpoint.</param>
    /// <param name="kind">Whether to compare the rows, or only their keys.</param>
    public IEnumerable<KeyDifference> Run(DestinationCheckpoint checkpoint, DigestKind kind)
    {
        var schema = _source.Describe(_schema);
        if (kind == DigestKind.Content)
        {
            schema = WithoutRefusedCasts(schema);
            Uncompared = DigestLayout.FindUncompared(schema);
        }

        var axis = CursorAxis.Of(schema, _zone);
        var comparison = new TableComparison(
            here => new SourceDigests(_source, schema, axis, checkpoint, kind, here.HasNullCursor),
            Digests(kind, LocalTimes.Of(axis, checkpoint), schema),
            _source.Cancellation);
        foreach (var difference in comparison.Run())
        {
            DigestsRead = comparison.DigestsRead;
            yield return difference;
        }

        DigestsRead = comparison.DigestsRead;
    }

    // It is not documented that Redshift casts intervals to text (docs/redshift.md, Checksums).
    private TableSchema WithoutRefusedCasts(TableSchema schema)
    {
        var intervals = schema.Columns.Where(column => column.Codec is IntervalCodec).ToList();
        if (intervals.Count == 0)
        {
            return schema;
        }

        var texts = string.Join(", ", intervals.Select(column => column.Codec.CanonicalText(column.Quoted, column.Type!)));
        var statement = new SqlStatement($"SELECT {texts} FROM {schema.Table.Quoted} WHERE 1 = 0", []);
        try
        {
            _source.Execute(s => s.Query(statement, _source.Cancellation));
            return schema;
        }
        catch (SyncException e) when (e.IsRefusal)
        {
            return schema.WithTypes(
                [.. schema.Columns.Select(c => c.Codec is IntervalCodec ? c.Type! with { Codec = ColumnCodecs.Other } : c.Type!)]);
        }
    }

    private DestinationDigests Digests(DigestKind kind, LocalTimes times, TableSchema schema) =>
        new(_destination, d => d.Digests(kind, times, schema), _warn, _source.Cancellation);
}
