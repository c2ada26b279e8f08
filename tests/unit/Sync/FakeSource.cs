using RedshiftSync.UnitTests.Rows;

namespace RedshiftSync.UnitTests.Sync;

/// <summary>An in-memory row. One with a problem has a name that cannot be read.</summary>
internal sealed record FakeRow(DateTime? Time, long? Id, string? Name = "x", string? Problem = null)
{
    /// <summary>The time as a value of a cursor column; null for NULL. An integer is a number of microseconds.</summary>
    public CursorValue? Value(CursorKind kind) => Time is not { } time ? null : kind switch
    {
        CursorKind.Integer => CursorValue.OfInteger(time.Ticks / TimeSpan.TicksPerMicrosecond),
        CursorKind.Day => CursorValue.OfDay(time),
        _ => CursorValue.OfTime(time),
    };

    /// <summary>The time of a cursor value: the inverse of <see cref="Value"/>.</summary>
    public static DateTime? TimeOf(CursorValue? value) =>
        value is { Kind: CursorKind.Integer } number ? TimeOf(number.Integer) : value?.Time;

    /// <summary>The time that an integer stands for.</summary>
    public static DateTime TimeOf(long number) => new(number * TimeSpan.TicksPerMicrosecond);
}

/// <summary>An in-memory source. It executes the module's own statements, and fails on demand.</summary>
internal sealed class FakeSource(IEnumerable<FakeRow> rows, DateTime clock)
{
    // Without a key, nothing orders rows of one cursor value.
    private readonly Random _ties = new(1);

    public List<FakeRow> Rows { get; } = [.. rows];

    public DateTime Clock { get; set; } = clock;

    public string TimeType { get; set; } = "timestamp";

    /// <summary>The statements that read rows.</summary>
    public List<SqlStatement> Opened { get; } = [];

    public int Sessions { get; private set; }

    public int OpenReaders { get; private set; }

    /// <summary>Called before each row and at the end of the rows; may throw, or stop the run.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called before a statement that reads rows is executed; may throw.</summary>
    public Action? OnStatement { get; set; }

    /// <summary>Called before a session is opened; may throw.</summary>
    public Action? OnOpen { get; set; }

    public ReconnectingSource Access(IRunObserver observer, int maxRetry = 5, CancellationToken cancellation = default) => new(
        _ =>
        {
            OnOpen?.Invoke();
            Sessions++;
            return new Session(this);
        },
        new RetryPolicy(new ImmediateRetry(), maxRetry),
        observer,
        cancellation);

    private static long? Number(SqlStatement statement, string name) => Value(statement, name) as long?;

    private static DateTime? Time(SqlStatement statement, string name) =>
        Value(statement, name) is long number ? FakeRow.TimeOf(number) : Value(statement, name) as DateTime?;

    private static object? Value(SqlStatement statement, string name) => statement.Parameters.FirstOrDefault(p => p.Name == name)?.Value;

    private sealed class Session(FakeSource source) : ISourceSession
    {
        public ServerIdentity Identity { get; } = new("PostgreSQL 8.0.2, Redshift 1.0", "dev", "tester", "UTC", null);

        public bool IsOpen => true;

        public TableSchema Describe(TableSchema schema, CancellationToken cancellation) =>
            TestData.WithTypes(schema, source.TimeType);

        public DateTime ReadClock(CancellationToken cancellation) => source.Clock;

        public IReadOnlyList<object?[]> Query(SqlStatement statement, CancellationToken cancellation)
        {
            if (statement.Text.EndsWith("IS NULL", StringComparison.Ordinal))
            {
                return [[(long)source.Rows.Count(r => r.Time is null)]];
            }

            var (bound, at) = (Time(statement, "bound"), Time(statement, "clock"));
            return [[(long)source.Rows.Count(r => r.Time >= bound), (long)source.Rows.Count(r => r.Time > at)]];
        }

        public IReadOnlyList<string?[]> QueryText(SqlStatement statement, CancellationToken cancellation) => [];

        public IReadOnlyList<Column> DescribeTable(TableName table, CancellationToken cancellation) => TestData.Schema.Columns;

        public void CheckFormats(TableSchema schema, CancellationToken cancellation)
        {
        }

        public IRowReader OpenDigests(SqlStatement statement, TableSchema schema, CancellationToken cancellation) =>
            OpenRows(statement, schema, cancellation);

        public IRowReader OpenRows(SqlStatement statement, TableSchema schema, CancellationToken cancellation)
        {
            source.Opened.Add(statement);
            source.OnStatement?.Invoke();
            var id = Number(statement, "id");
            var selected = statement.Text.Contains("WHERE \"updated_at\" IS NULL", StringComparison.Ordinal)
                ? source.Rows.Where(r => r.Time is null && (id is null || r.Id is null || r.Id > id))
                : WithCursor(statement, id, schema.HasKey);
            if (Time(statement, "end") is { } last)
            {
                var lastId = Number(statement, "endid");
                var isInclusive = !schema.HasKey && statement.Text.Contains("<= @end", StringComparison.Ordinal);
                selected = selected.Where(r => r.Time < last || (r.Time == last && (isInclusive || r.Id <= lastId)));
            }

            var limit = statement.Text.LastIndexOf(" LIMIT ", StringComparison.Ordinal) is var at and > 0
                ? int.Parse(statement.Text[(at + 7)..], null)
                : int.MaxValue;

            // NULLs sort last.
            var ordered = selected.OrderBy(r => r.Time).ThenBy(r => r.Id is null).ThenBy(r => r.Id)
                .ThenBy(_ => schema.HasKey ? 0 : source._ties.Next()).Take(limit).ToList();
            source.OpenReaders++;
            return new Reader(source, ordered, schema, cancellation);
        }

        public void Dispose()
        {
        }

        private IEnumerable<FakeRow> WithCursor(SqlStatement statement, long? id, bool hasKey)
        {
            var (from, bound) = (Time(statement, "t"), Time(statement, "bound"));
            var isExclusive = !hasKey && !statement.Text.Contains(">= @t", StringComparison.Ordinal);
            return source.Rows.Where(
                r => (r.Time is not null || !statement.Text.Contains(" WHERE ", StringComparison.Ordinal))
                    && (bound is null || r.Time < bound)
                    && (from is null || r.Time > from || (r.Time == from && !isExclusive && (id is null || r.Id is null || r.Id > id))));
        }
    }

    private sealed class Reader(FakeSource source, List<FakeRow> rows, TableSchema schema, CancellationToken cancellation) : ValueReader
    {
        // Not UTF-8.
        private static readonly byte[] Unreadable = [0xFF];

        private int _index = -1;
        private bool _disposed;

        protected override object?[] Values => [.. schema.Columns.Select(c => ValueOf(rows[_index], c))];

        public override bool Read()
        {
            source.OnRead?.Invoke();
            cancellation.ThrowIfCancellationRequested();
            return ++_index < rows.Count;
        }

        public override void Dispose()
        {
            base.Dispose();
            if (!_disposed)
            {
                _disposed = true;
                source.OpenReaders--;
            }
        }

        private static object? ValueOf(FakeRow row, Column column) =>
            column.KeyPart is not null ? row.Id
            : column.IsCursor ? CursorOf(row, column.CursorKind)
            : row.Problem is null ? row.Name
            : Unreadable;

        private static object? CursorOf(FakeRow row, CursorKind kind) => kind switch
        {
            CursorKind.Integer => row.Value(kind)?.Integer,
            CursorKind.Day => row.Value(kind)?.ToString(),
            _ => row.Time,
        };
    }
}

/// <summary>A clock whose timers elapse at once: waiting code continues immediately, and the clock advances.</summary>
internal sealed class ImmediateRetry : TimeProvider
{
    private TimeSpan _now;

    /// <summary>How long each timer was set for.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        Advance(dueTime);
        callback(state);
        return new ElapsedTimer();
    }

    private sealed class ElapsedTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
