namespace RedshiftSync;

/// <summary>
/// The rows of one side, bucket by bucket, out of one stream. After a lost connection, a new stream starts at the bucket that was being read.
/// </summary>
/// <param name="side">The side.</param>
/// <param name="filter">Which buckets.</param>
/// <param name="cancellation">Cancels the operation.</param>
internal sealed class BucketRows(IDigestReader side, BucketFilter filter, CancellationToken cancellation) : IDisposable
{
    private readonly List<RowDigest> _rows = [];
    private IEnumerator<RowDigest>? _stream;
    private bool _hasRow;

    /// <summary>How often a stream was started.</summary>
    public int Streams { get; private set; }

    /// <summary>How many rows were read.</summary>
    public long RowsRead { get; private set; }

    /// <summary>The rows of a bucket, valid until the next call.</summary>
    /// <param name="bucket">One of those of the filter, not before that of the last call.</param>
    public IReadOnlyList<RowDigest> Read(int bucket) => side.Execute(() => ReadOnce(bucket));

    /// <summary>Starts a stream of its own for the next bucket.</summary>
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
