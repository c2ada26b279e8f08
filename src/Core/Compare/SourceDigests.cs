namespace RedshiftSync;

/// <summary>The source's side of a comparison: the rows that a destination claims to hold.</summary>
internal sealed class SourceDigests : IDigestReader
{
    private const int KeysPerStatement = 5000;

    private readonly ReconnectingSource _source;
    private readonly DigestQuery _sql;
    private readonly IReadOnlyList<SqlParameterValue> _values;

    /// <summary>Prepares the statements without reading anything yet.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="schema">The table and its columns, described.</param>
    /// <param name="axis">How the values of the cursor column relate to UTC.</param>
    /// <param name="checkpoint">The destination's checkpoint.</param>
    /// <param name="kind">What a digest is made of.</param>
    /// <param name="withNullCursor">Whether the destination has rows without a time.</param>
    public SourceDigests(ReconnectingSource source, TableSchema schema, CursorAxis axis, DestinationCheckpoint checkpoint, DigestKind kind, bool withNullCursor)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(checkpoint);
        _source = source;
        var (through, values) = new ChangeQuery(schema, axis, After: null, Before: null) { Through = checkpoint.Watermark }.Condition();

        // From the first moment of the calendar as well: what is dated before it cannot be represented, so no destination holds it.
        var covered = $"{schema.Cursor.Quoted} >= @start AND {through}";
        _values = [axis.BindEarliest("start", checkpoint.Start), .. values];
        _sql = new DigestQuery(schema.Table.Quoted, schema, source.Execute(s => s.Identity).Dialect, kind)
        {
            Timestamp = schema.Cursor.Quoted,
            Condition = withNullCursor ? $"({covered}) OR {schema.Cursor.Quoted} IS NULL" : covered,
        };
    }

    /// <inheritdoc/>
    public KeyExtent ReadExtent(CancellationToken cancellation) =>
        Query(_sql.Extent(), cancellation)[0] is [long first, long last, long count] ? new(new(first, last), count) : new(null, 0);

    /// <inheritdoc/>
    public IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation) =>
        [.. Query(_sql.Summaries(ranges, origin, width), cancellation).Select(r => new BucketSummary((long)r[0]!, (long)r[1]!, (long)r[2]!, (long)r[3]!))];

    /// <inheritdoc/>
    public IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation) =>
        [.. Query(_sql.Digests(ranges), cancellation).Select(r => new RowDigest((long)r[0]!, (long)r[1]!, (long)r[2]!, (DateTime?)r[3]))];

    /// <summary>Which of the keys the source has at all, whatever the time of their rows.</summary>
    public HashSet<long> FindExisting(IEnumerable<long> keys)
    {
        var existing = new HashSet<long>();
        foreach (var some in keys.Chunk(KeysPerStatement))
        {
            var statement = new SqlStatement(_sql.Existing(some), []);
            existing.UnionWith(_source.Execute(s => s.Query(statement, _source.Cancellation)).Select(r => (long)r[0]!));
        }

        return existing;
    }

    private IReadOnlyList<object?[]> Query(string sql, CancellationToken cancellation) => _source.Execute(s => s.Query(new SqlStatement(sql, _values), cancellation));
}
