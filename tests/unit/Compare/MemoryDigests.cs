using System.Text;

namespace RedshiftSync.UnitTests.Compare;

/// <summary>A row in memory.</summary>
internal sealed record MemoryRow(KeyValue Key, string? Name = "x", DateTime? Timestamp = null)
{
    /// <summary>Whether the row is outside of what a destination claims to hold.</summary>
    public bool IsUnclaimed { get; init; }
}

/// <summary>One side of a comparison, in memory: answers as a database does and counts its scans.</summary>
internal sealed class MemoryDigests : IDestinationDigests
{
    private static readonly TableSchema Described = new(
        new TableName(null, "t"),
        [
            new Column("k") { KeyPart = 1, Type = ColumnType.Named("bigint") },
            new Column("n") { Type = ColumnType.Named("text") },
            new Column("u") { IsCursor = true, Type = ColumnType.Named("timestamp") },
        ]);

    private readonly MemoryRow[] _rows;
    private readonly DigestKind _kind;
    private readonly RowHash _hash;

    public MemoryDigests(IEnumerable<MemoryRow> rows, DigestKind kind = DigestKind.Content)
    {
        _rows = [.. rows];
        _kind = kind;
        _hash = new RowHash(new DigestLayout(Described, kind));
    }

    /// <summary>How many rows were streamed.</summary>
    public long RowsRead { get; private set; }

    /// <summary>How many statements read the table.</summary>
    public int Scans { get; private set; }

    /// <summary>How many streams are open.</summary>
    public int OpenStreams { get; private set; }

    /// <summary>What the table takes; decides how many buckets there are.</summary>
    public long? Size { get; init; }

    /// <summary>Called before each scan and each row; may throw, or stop the comparison.</summary>
    public Action? OnRead { get; set; }

    public long EstimateSize(CancellationToken cancellation) => Size ?? _rows.Length * 100L;

    public long CountRows(CancellationToken cancellation) => _rows.Length;

    public BucketSums Summarize(int buckets, CancellationToken cancellation)
    {
        Scans++;
        OnRead?.Invoke();
        cancellation.ThrowIfCancellationRequested();
        var sums = new BucketSums(buckets);
        foreach (var row in _rows.Where(r => !r.IsUnclaimed).Select(r => (Source: r, Digest: Digest(r, buckets))))
        {
            sums.Add(row.Digest.Bucket, 1, row.Source.Timestamp is null ? 0 : 1, (ulong)row.Digest.Digest);
        }

        return sums;
    }

    public IEnumerable<RowDigest> ReadRows(BucketFilter filter, CancellationToken cancellation)
    {
        Scans++;
        OpenStreams++;
        try
        {
            foreach (var row in _rows.Select(r => Digest(r, filter.Total)).Where(r => filter.Contains(r.Bucket)).OrderBy(r => r.Bucket))
            {
                OnRead?.Invoke();
                cancellation.ThrowIfCancellationRequested();
                RowsRead++;
                yield return row;
            }
        }
        finally
        {
            OpenStreams--;
        }
    }

    // As a server's connection: a stream that failed has ended, and a second attempt succeeds.
    public T Execute<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SyncException e) when (e.IsTransient)
        {
            return read();
        }
    }

    private RowDigest Digest(MemoryRow row, int buckets)
    {
        _hash.Start();
        foreach (var part in row.Key.Parts)
        {
            if (part is long number)
            {
                _hash.Add(number);
            }
            else
            {
                _hash.Add(Encoding.UTF8.GetBytes((string)part), DigestForm.Hashed);
            }
        }

        var bucket = _hash.Bucket(buckets, out var keyHash);
        if (_kind == DigestKind.Content)
        {
            Add(row.Name is null, () => _hash.Add(Encoding.UTF8.GetBytes(row.Name!), DigestForm.Hashed));
            Add(row.Timestamp is null, () => _hash.Add(row.Timestamp!.Value));
        }

        return new RowDigest(bucket, row.Key, _hash.Digest(keyHash))
        {
            Cursor = row.Timestamp is { } time ? RawTimestamp.Of(time) : null,
            IsUnclaimed = row.IsUnclaimed,
        };
    }

    private void Add(bool isNull, Action add)
    {
        if (isNull)
        {
            _hash.AddNull();
        }
        else
        {
            add();
        }
    }
}
