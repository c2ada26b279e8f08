using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>A SQLite destination's side of a comparison. SQLite has no MD5, and its rows need not travel: they are digested here.</summary>
internal sealed class SqliteDigests(SqliteBusyRetry busyRetry, sqlite3 database, SqliteSchema schema, DigestKind kind, LocalTimes times) : IDigestReader
{
    private const int CancellationCheckInterval = 1000;

    private readonly RowHash _hash = new(kind);

    public KeyExtent ReadExtent(CancellationToken cancellation) => busyRetry.Read(
        () =>
        {
            using var statement = new SqliteStatement(database, schema.Extent());
            statement.Step();
            return statement.IsNull(0) ? new KeyExtent(null, 0) : new(new(statement.GetInt64(0), statement.GetInt64(1)), statement.GetInt64(2));
        },
        cancellation);

    public IReadOnlyList<BucketSummary> Summarize(IReadOnlyList<KeyRange> ranges, long origin, long width, CancellationToken cancellation) => busyRetry.Read(
        () =>
        {
            var buckets = new Dictionary<long, BucketSummary>();
            foreach (var row in Rows(ranges, cancellation))
            {
                var bucket = (row.Key - origin) / width;
                var sum = buckets.GetValueOrDefault(bucket);
                buckets[bucket] = new BucketSummary(bucket, sum.Count + 1, sum.Sum1 + row.Part1, sum.Sum2 + row.Part2);
            }

            return buckets.Values.ToList();
        },
        cancellation);

    public IReadOnlyList<RowDigest> ReadRows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation) => busyRetry.Read(() => Rows(ranges, cancellation).ToList(), cancellation);

    private IEnumerable<RowDigest> Rows(IReadOnlyList<KeyRange> ranges, CancellationToken cancellation)
    {
        using var statement = new SqliteStatement(database, schema.Range());
        var seen = 0;
        foreach (var range in ranges)
        {
            statement.Bind(1, range.First);
            statement.Bind(2, range.Last);
            while (statement.Step())
            {
                if (seen++ % CancellationCheckInterval == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                yield return Digest(statement);
            }

            statement.Reset();
        }
    }

    private RowDigest Digest(SqliteStatement row)
    {
        var key = row.GetInt64(schema.Source.Key.Ordinal);
        _hash.Start(key);
        foreach (var column in schema.Source.PlainColumns)
        {
            var text = row.GetUtf8(column.Ordinal);
            _hash.Add(column.IsPadded ? text.TrimEnd((byte)' ') : text, row.IsNull(column.Ordinal));
        }

        var (part1, part2) = _hash.Finish(Timestamp(row));
        return new RowDigest(key, part1, part2, null);
    }

    // A text that is not a time in the module's format differs from every value of the source.
    private DateTime? Timestamp(SqliteStatement row) =>
        row.IsNull(schema.Source.Cursor.Ordinal) ? null
        : IsoTimestamp.TryParse(row.GetText(schema.Source.Cursor.Ordinal), out var utc) ? times.FromUtc(utc)
        : DateTime.MaxValue;
}
