namespace RedshiftSync;

/// <summary>
/// Reads the rows of one side from one stream, bucket by bucket. After a lost connection, a new stream starts at the current bucket.
/// </summary>
/// <param name="side">The side of the comparison.</param>
/// <param name="filter">The buckets to read.</param>
/// <param name="cancellation">Cancels the operation.</param>
internal sealed class BucketRows(IDigestReader side, BucketFilter filter, CancellationToken cancellation) : IDisposable
{
    private readonly List<RowDigest> _rows = [];
    private IEnumerator<RowDigest>? _stream;
    private bool _hasRow;

    /// <summary>The number of streams that were started.</summary>
    public int Streams { get; private set; }

    /// <summary>The number of rows that were read.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Returns the rows of a bucket, valid until the next call.</summary>
    /// <param name="bucket">A bucket of the filter, not before the bucket of the previous call.</param>
    public IReadOnlyList<RowDigest> Read(int bucket) => side.Execute(() => ReadOnce(bucket));

    /// <summary>Ends the stream, so that the next bucket starts another one.</summary>
    public void Restart()
    {
        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>Ends the stream.</summary>
    public void Dispose() => Restart();

    private List<RowDigest> ReadOnce(int bucket)
    {
        _rows.Clear();
        try
        {
            _stream ??= Open(bucket);
            while (_hasRow && _stream.Current.Bucket <= bucket)
            {
                if (_stream.Current.Bucket == bucket)
                {
                    _rows.Add(_stream.Current);
                }

                Advance(_stream);
            }

            return _rows;
        }
        catch
        {
            Restart();
            throw;
        }
    }

    private IEnumerator<RowDigest> Open(int bucket)
    {
        Streams++;
        var stream = side.ReadRows(filter.From(bucket), cancellation).GetEnumerator();
        try
        {
            Advance(stream);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private void Advance(IEnumerator<RowDigest> stream)
    {
        _hasRow = stream.MoveNext();
        RowsRead += _hasRow ? 1 : 0;
    }
}
