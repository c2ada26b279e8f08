using RedshiftSync.RedshiftEmulator;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Tables without a key, under connections that are cut at random rows: no row is lost, and each reconnect repeats at most the rows of one
/// cursor value. Reading never goes back to an earlier one.
/// </summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class KeylessTableTests(RedshiftFixture redshift) : IRunObserver, IDisposable
{
    private const int Rows = 150;
    private static readonly int Feeds = TestSize.Of(40, usual: 3);

    private readonly TableName _table = new("testers", "keyless");
    private int _warnings;

    public void Dispose()
    {
        redshift.Cluster.Faults = FaultPlan.None;
        redshift.Server.Execute($"DROP TABLE IF EXISTS {_table.Quoted}");
    }

    [Theory]
    [InlineData("date")]
    [InlineData("int")]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public void No_row_is_lost_and_only_one_cursor_value_is_repeated_by_a_reconnect(string cursor)
    {
        var random = new Random(cursor.Length);
        Create(cursor, random);
        var expected = CustomerTable.Texts(redshift.Server, $"SELECT n::text FROM {_table.Quoted}").Order().ToList();
        for (var i = 0; i < Feeds; i++)
        {
            _warnings = 0;
            var cuts = FaultPlan.CutAfterRows(Enumerable.Range(0, 6).Select(_ => random.Next(12, 40))).On("ORDER BY");
            redshift.Cluster.Faults = cuts;
            using var source = new ReconnectingSource(
                _ => DirectSession.Open(redshift), new RetryPolicy(new NoPauses(), 5), this, CancellationToken.None);
            var schema = TableDiscovery.Find(source, new(_table) { NoKey = true, CursorColumn = "at" }, null).Schema;
            var axis = CursorAxis.Of(schema, null);
            using var feed = new ChangeFeed<(string Row, CursorValue? At)>(
                source,
                new ReadPlan(schema, axis, new Watermark(CursorValue.Earliest(axis.Kind), null), null) { IncludeNullCursor = true },
                (row, _, at) => ($"{row.GetInt64(schema["n"].Ordinal)}", at),
                this);
            var read = new List<(string Row, CursorValue? At)>();
            feed.ReadBatch(read, int.MaxValue);

            Assert.Equal(expected, read.Select(r => r.Row).Distinct().Order());
            // Rows without a cursor value come first.
            Assert.Equal(read.Select(r => r.At).Order(), read.Select(r => r.At));
            var repeated = read.GroupBy(r => r.Row).Where(g => g.Count() > 1).Select(g => g.First().At).Distinct().Count();
            Assert.InRange(repeated, 1, cuts.Fired);
            Assert.InRange(_warnings, cuts.Fired, int.MaxValue);
        }
    }

    void IRunObserver.Warn(string message) => _warnings++;

    void IRunObserver.Detail(string message)
    {
    }

    void IRunObserver.Skip(SkippedRow row) => Assert.Fail($"{row}");

    void IRunObserver.Progress(long rows, double? fraction)
    {
    }

    // About ten rows of each cursor value, and as many without one.
    private void Create(string cursor, Random random)
    {
        var rows = Enumerable.Range(0, Rows).Select(n => (random.Next(15), cursor) switch
        {
            (0, _) => $"(NULL, {n})",
            (var value, "int") => $"({value - 7}, {n})",
            (var value, "date") => $"('2024-02-{value:00}', {n})",
            (var value, _) => $"('2024-02-01 00:00:00.0000{value:00}+00', {n})",
        });
        redshift.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO PUBLIC;
            DROP TABLE IF EXISTS {_table.Quoted};
            CREATE TABLE {_table.Quoted} (at {cursor}, n int);
            GRANT SELECT ON {_table.Quoted} TO PUBLIC;
            INSERT INTO {_table.Quoted} VALUES {string.Join(", ", rows)}
            """);
    }

    private sealed class NoPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
