namespace RedshiftSync;

/// <summary>The source's side of a comparison: the rows that a destination claims to have, and the existence of all others.</summary>
internal sealed class SourceDigests : IDigestReader
{
    private readonly ReconnectingSource _source;
    private readonly TableSchema _schema;
    private readonly DigestQuery _query;
    private readonly IReadOnlyList<SqlParameterValue> _values;

    /// <summary>Creates the source's side of a comparison.</summary>
    /// <param name="source">The source of truth.</param>
    /// <param name="schema">The table and its columns, described.</param>
    /// <param name="axis">How the values of the cursor column relate to UTC.</param>
    /// <param name="checkpoint">The destination's checkpoint.</param>
    /// <param name="kind">The content of a digest.</param>
    /// <param name="from">The first cursor value of the compared span.</param>
    /// <param name="withNullCursor">Whether the destination has rows with a NULL cursor.</param>
    public SourceDigests(
        ReconnectingSource source,
        TableSchema schema,
        CursorAxis axis,
        DestinationCheckpoint checkpoint,
        DigestKind kind,
        CursorValue from,
        bool withNullCursor)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(checkpoint);
        _source = source;
        _schema = schema;
        var cursor = schema.Cursor.Quoted;
        var (through, values) = new ChangeQuery(schema, axis, After: null, Before: null) { Through = checkpoint.Watermark }.Condition();

        // Also if the start is the first moment of the calendar: earlier rows cannot be represented, so no destination has them.
        var claim = $"{cursor} >= @start AND {through}";
        claim = withNullCursor ? $"({claim}) OR {cursor} IS NULL" : claim;
        _values = [axis.BindEarliest("start", from), .. values, .. schema.FilterParameters];
        _query = new DigestQuery(schema.Table.Quoted, schema, source.Execute(s => s.Identity).Dialect, kind)
        {
            Cursor = schema.Cursor.Codec.CursorOrder(cursor),
            CursorText = schema.Cursor.Codec.CanonicalText(cursor, schema.Cursor.Type!),
            Claim = schema.Filter is { } filter ? $"({claim}) AND (\n{filter.Text}\n)" : claim,
        };
    }

    /// <inheritdoc/>
    public BucketSums Summarize(int buckets, CancellationToken cancellation) => _source.Execute(session =>
    {
        using var rows = session.OpenDigests(new SqlStatement(_query.Summaries(buckets), _values), _schema, cancellation);
        return DigestQuery.ReadSummaries(rows, buckets);
    });

    /// <inheritdoc/>
    public IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation)
    {
        using var rows = _source.Session.OpenDigests(new SqlStatement(_query.Rows(filter), _values), _schema, cancellation);
        foreach (var row in _query.ReadRows(rows, filter))
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public T Execute<T>(Func<T> read) => _source.Execute(_ => read());
}
