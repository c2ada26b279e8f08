using Npgsql;

namespace RedshiftSync.Adapters.Postgres;

/// <summary>Runs a query and reads its rows, errors translated.</summary>
internal delegate List<object[]> PostgresQuery(string sql, Func<NpgsqlDataReader, object[]> read, CancellationToken cancellation);

/// <summary>A PostgreSQL destination's side of a comparison: the server computes and sums the digests.</summary>
internal sealed class PostgresDigests(DigestQuery sql, PostgresQuery query) : IDigestReader
{
    public KeyExtent ReadExtent(CancellationToken cancellation) =>
        Query(sql.Extent(), cancellation)[0] is [long first, long last, long count] ? new(new(first, last), count) : new(null, 0);

    public IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation) =>
        [.. Query(sql.Summaries(ranges, origin, width), cancellation).Select(r => new BucketSummary((long)r[0], (long)r[1], (long)r[2], (long)r[3]))];

    public IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation) =>
        [.. Query(sql.Digests(ranges), cancellation).Select(r => new RowDigest((long)r[0], (long)r[1], (long)r[2], r[3] as DateTime?))];

    private List<object[]> Query(string text, CancellationToken cancellation) => query(text, Values, cancellation);

    private static object[] Values(NpgsqlDataReader reader)
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }
}
