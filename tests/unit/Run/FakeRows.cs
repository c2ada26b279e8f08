namespace RedshiftSync.UnitTests.Run;

/// <summary>A row in memory; a failure stands for one that reading it runs into.</summary>
internal sealed record FakeRow(DateTime Time, long Id, string? Name = "x", Exception? Failure = null);

/// <summary>Rows in memory, read as from a server.</summary>
internal sealed class FakeReader(IEnumerable<FakeRow> rows, Action? onRead = null) : IRowReader
{
    private readonly IEnumerator<FakeRow> _rows = rows.GetEnumerator();

    public bool IsDisposed { get; private set; }

    public bool Read()
    {
        onRead?.Invoke();
        if (!_rows.MoveNext())
        {
            return false;
        }

        return _rows.Current.Failure is { } failure and not SyncException { ErrorId: ErrorId.UnreadableRow } ? throw failure : true;
    }

    public long Key => _rows.Current.Id;

    public DateTime UpdatedAt => _rows.Current.Time;

    public string? GetText(int index) => _rows.Current.Failure is { } failure ? throw failure : _rows.Current.Name;

    public void Dispose() => IsDisposed = true;
}

/// <summary>A source in memory. The window's values are honoured, so that resuming can be tested.</summary>
internal sealed class FakeSession(IReadOnlyCollection<FakeRow> rows, DateTime clock) : ISourceSession
{
    public List<SqlStatement> Opened { get; } = [];

    public FakeReader? Reader { get; private set; }

    public Action? OnRead { get; set; }

    public ServerIdentity Identity { get; } = new("PostgreSQL 8.0.2, Redshift 1.0", "dev", "tester", true);

    public SqlValueType DescribeTimeColumn(TableShape shape, CancellationToken cancellation) => SqlValueType.Timestamp;

    public DateTime ReadClock(CancellationToken cancellation) => clock;

    public SourceExtent ReadExtent(SqlStatement statement, CancellationToken cancellation) => new(rows.Count, null, null);

    public (long Total, long Part) ReadCounts(SqlStatement statement, CancellationToken cancellation)
    {
        var bound = Value<DateTime>(statement, "bound");
        var at = Value<DateTime>(statement, "clock");
        return (rows.Count(r => r.Time >= bound), rows.Count(r => r.Time > at));
    }

    public IRowReader OpenRows(SqlStatement statement, TableShape shape, CancellationToken cancellation)
    {
        Opened.Add(statement);
        var after = new Watermark(Value<DateTime>(statement, "t"), statement.Parameters.Any(p => p.Name == "id") ? Value<long>(statement, "id") : null);
        var bound = Value<DateTime>(statement, "bound");
        Reader = new FakeReader(
            rows.Where(r => new Watermark(r.Time, r.Id) > after && r.Time < bound).OrderBy(r => r.Time).ThenBy(r => r.Id),
            () =>
            {
                OnRead?.Invoke();
                cancellation.ThrowIfCancellationRequested();
            });
        return Reader;
    }

    public void Dispose()
    {
    }

    private static T Value<T>(SqlStatement statement, string name) => (T)statement.Parameters.Single(p => p.Name == name).Value;
}

/// <summary>A destination in memory that does what the contract says.</summary>
internal sealed class FakeDestination : IDestination
{
    public Dictionary<long, ChangeRow> Rows { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public DestinationCheckpoint? Checkpoint { get; set; }

    public int FailAtBatch { get; set; } = int.MaxValue;

    public string DisplayName => "fake";

    public DestinationCheckpoint? Prepare(TableShape shape, SourceIdentity source, bool force, CancellationToken cancellation) => Checkpoint;

    public void Write(IReadOnlyList<ChangeRow> batch, DestinationCheckpoint checkpoint, CancellationToken cancellation)
    {
        if (BatchSizes.Count + 1 >= FailAtBatch)
        {
            throw DestinationErrors.Unavailable(DisplayName, "the disk is full", null);
        }

        foreach (var row in batch)
        {
            Rows[row.Key] = row;
        }

        BatchSizes.Add(batch.Count);
        Checkpoint = checkpoint;
    }

    public void Dispose()
    {
    }
}

/// <summary>Remembers what it was told.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    public List<string> Warnings { get; } = [];

    public void Warn(string message) => Warnings.Add(message);

    public void Detail(string message)
    {
    }

    public void Progress(long rows)
    {
    }
}
