using System.Text;
using SQLitePCL;

namespace RedshiftSync.Adapters.Sqlite;

/// <summary>
/// A SQLite destination's side of a comparison. SQLite has no MD5, and its rows are local, so the module computes their digests.
/// </summary>
internal sealed class SqliteDigests : IDestinationDigests
{
    private const int CancellationCheckInterval = 1000;

    // The key follows the bucket and the digest.
    private const int KeyOrdinal = 2;

    private readonly SqliteBusyRetry _busyRetry;
    private readonly sqlite3 _database;
    private readonly SqliteSchema _schema;
    private readonly LocalTimes _times;
    private readonly RowHash _hash;
    private readonly DigestPart[] _key;
    private readonly DigestPart[] _rest;
    private readonly int _cursorOrdinal;
    private readonly byte[] _text = new byte[ColumnCodec.MaxCanonicalWidth];

    /// <summary>Creates the destination's side of a comparison.</summary>
    /// <param name="busyRetry">Waits while the file is locked.</param>
    /// <param name="database">The open file.</param>
    /// <param name="schema">The table, with the schema of the source, described.</param>
    /// <param name="kind">The content of a digest.</param>
    /// <param name="times">Converts times into the values of the source's column.</param>
    public SqliteDigests(SqliteBusyRetry busyRetry, sqlite3 database, SqliteSchema schema, DigestKind kind, LocalTimes times)
    {
        _busyRetry = busyRetry;
        _database = database;
        _schema = schema;
        _times = times;
        var layout = new DigestLayout(schema.Source, kind);
        _hash = new RowHash(layout);
        _key = [.. layout.Key];
        _rest = [.. layout.Rest];
        _cursorOrdinal = schema.Source.Cursor.Ordinal;
    }

    public long EstimateSize(CancellationToken cancellation) =>
        _busyRetry.Read(() => Single("PRAGMA page_count") * Single("PRAGMA page_size"), cancellation);

    public long CountRows(CancellationToken cancellation) => _busyRetry.Read(() => Single(_schema.Count()), cancellation);

    public BucketSums Summarize(int buckets, CancellationToken cancellation) => _busyRetry.Read(
        () =>
        {
            var sums = new BucketSums(buckets);
            using var rows = new SqliteStatement(_database, _schema.SelectAll());
            for (var seen = 0; rows.Step(); seen++)
            {
                Check(seen, cancellation);
                if (AddKey(rows))
                {
                    var bucket = _hash.Bucket(buckets, out var keyHash);
                    sums.Add(bucket, 1, rows.IsNull(_cursorOrdinal) ? 0 : 1, (ulong)AddRest(rows, keyHash));
                }
            }

            return sums;
        },
        cancellation);

    // By way of a temporary table, which SQLite moves to a file if it is large. It sorts the rows by bucket without using much memory, and
    // the destination is not locked while the rows are handed over.
    public IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation)
    {
        _busyRetry.Read(() => Collect(filter, cancellation), cancellation);
        using var rows = new SqliteStatement(_database, SqliteSchema.SelectDigests);
        while (_busyRetry.Read(rows.Step, cancellation))
        {
            yield return new RowDigest((int)rows.GetInt64(0), ReadKey(rows), rows.GetInt64(1));
        }
    }

    private bool Collect(BucketFilter filter, CancellationToken cancellation)
    {
        try
        {
            SqliteBusyRetry.Execute(_database, _schema.CreateDigests(), cancellation);
            using (var rows = new SqliteStatement(_database, _schema.SelectAll()))
            using (var insert = new SqliteStatement(_database, _schema.InsertDigest()))
            {
                for (var seen = 0; rows.Step(); seen++)
                {
                    Check(seen, cancellation);
                    if (AddKey(rows) && _hash.Bucket(filter.Total, out var keyHash) is var bucket && filter.Contains(bucket))
                    {
                        Insert(insert, rows, bucket, AddRest(rows, keyHash));
                    }
                }
            }

            SqliteBusyRetry.Execute(_database, "COMMIT", cancellation);
            return true;
        }
        catch
        {
            _ = raw.sqlite3_exec(_database, "ROLLBACK");
            throw;
        }
    }

    private void Insert(SqliteStatement insert, SqliteStatement row, int bucket, long digest)
    {
        insert.Bind(1, bucket);
        insert.Bind(2, digest);
        for (var i = 0; i < _key.Length; i++)
        {
            var (column, at) = (_key[i].Column, KeyOrdinal + i + 1);
            if (column.Codec.Kind == ColumnKind.WholeNumber)
            {
                insert.Bind(at, row.GetInt64(column.Ordinal));
            }
            else
            {
                insert.BindUtf8(at, KeyPart(row, column));
            }
        }

        insert.Run();
    }

    // As the source's key has it: the canonical text, or the text of a value that has none.
    private ReadOnlySpan<byte> KeyPart(SqliteStatement row, Column column)
    {
        if (Canonical(row, column) is not { } length)
        {
            var text = row.GetUtf8(column.Ordinal);
            return column.Codec.IsComparedAsText ? ((Utf8Codec)column.Codec).Canonical(text) : text;
        }

        return _text.AsSpan(0, length + Encoding.UTF8.GetBytes(column.Codec.KeySuffix, _text.AsSpan(length)));
    }

    private KeyValue ReadKey(SqliteStatement row) => _key is [{ Column.Codec.Kind: ColumnKind.WholeNumber }]
        ? KeyValue.FromInt64(row.GetInt64(KeyOrdinal))
        : KeyValue.Of([.. _key.Select((p, i) => ReadPart(row, p.Column, KeyOrdinal + i))]);

    private static object ReadPart(SqliteStatement row, Column column, int at) =>
        column.Codec.Kind == ColumnKind.WholeNumber ? row.GetInt64(at) : (object)row.GetText(at);

    // False for a row with a NULL in its key, because no row of the source is delivered without a key.
    private bool AddKey(SqliteStatement row)
    {
        _hash.Start();
        foreach (var part in _key)
        {
            if (row.IsNull(part.Column.Ordinal))
            {
                return false;
            }

            Add(row, part);
        }

        return true;
    }

    private long AddRest(SqliteStatement row, long keyHash)
    {
        foreach (var part in _rest)
        {
            Add(row, part);
        }

        return _hash.Digest(keyHash);
    }

    private void Add(SqliteStatement row, DigestPart part)
    {
        var column = part.Column;
        if (row.IsNull(column.Ordinal))
        {
            _hash.AddNull();
            return;
        }

        if (column.Codec.IsComparedAsText)
        {
            _hash.Add(((Utf8Codec)column.Codec).Canonical(row.GetUtf8(column.Ordinal)), part.Form);
        }
        else if (Canonical(row, column) is { } length)
        {
            _hash.Add(_text.AsSpan(0, length), part.Form);
        }
        else
        {
            // A column of SQLite can hold anything.
            _hash.AddForeign(row.GetUtf8(column.Ordinal));
        }
    }

    // The length of the canonical text; null for a value that the source's type does not have, and for texts, which are not copied.
    private int? Canonical(SqliteStatement row, Column column)
    {
        if (column.Codec.IsComparedAsText)
        {
            return null;
        }

        var value = row.GetValue(column.Ordinal);
        if (column.IsCursor && column.Codec is TimeCodec)
        {
            if (!TimeCodec.TryParse(value, out var utc))
            {
                return null;
            }

            TimeCodec.WriteTime(_times.FromUtc(utc), _text);
            return TimeCodec.CanonicalLength;
        }

        return column.Codec.WriteCanonical(value, column.Type!, _text);
    }

    private long Single(string sql)
    {
        using var statement = new SqliteStatement(_database, sql);
        statement.Step();
        return statement.GetInt64(0);
    }

    private static void Check(int seen, CancellationToken cancellation)
    {
        if (seen % CancellationCheckInterval == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
