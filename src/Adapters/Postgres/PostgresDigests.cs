namespace RedshiftSync.Adapters.Postgres;

/// <summary>A PostgreSQL destination's side of a comparison: the server computes and sums the digests.</summary>
/// <param name="query">The statements of the comparison.</param>
/// <param name="open">Starts a stream of a statement's result, in a transaction that begins with another statement, or with none.</param>
/// <param name="size">Reads the size of the table on disk.</param>
internal sealed class PostgresDigests(
    DigestQuery query, Func<string, string?, CancellationToken, IRowReader> open, Func<CancellationToken, long> size) : IDestinationDigests
{
    // For the transaction: a transaction pooler may run each on another session.
    private string? Preparation => query.NeedsFloatDigits ? "SET LOCAL extra_float_digits TO 0" : null;

    public long EstimateSize(CancellationToken cancellation) => size(cancellation);

    public long CountRows(CancellationToken cancellation)
    {
        using var rows = open($"SELECT count(*) FROM {query.Table}", null, cancellation);
        return rows.Read() ? rows.GetInt64(0) : 0;
    }

    public BucketSums Summarize(int buckets, CancellationToken cancellation)
    {
        using var rows = open(query.Summaries(buckets), Preparation, cancellation);
        return DigestQuery.ReadSummaries(rows, buckets);
    }

    public IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation)
    {
        using var rows = open(query.Rows(filter), Preparation, cancellation);
        foreach (var row in query.ReadRows(rows, filter))
        {
            yield return row;
        }
    }
}
