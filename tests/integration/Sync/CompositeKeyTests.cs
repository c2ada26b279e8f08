using RedshiftSync.RedshiftEmulator;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Keys of several parts, with texts that Redshift compares without case or trailing blanks, and each kind of cursor: reading continues
/// between any two of them after a cut.
/// </summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class CompositeKeyTests(RedshiftFixture redshift) : IRunObserver, IDisposable
{
    private const int Rows = 120;
    private static readonly int Feeds = TestSize.Of(60, usual: 2);

    private static readonly string[] Texts =
    [
        "", "a", "A", "a ", "A  ", "b", "B", "ab", "aB", "a b", "a-b", "_a", "é", "É", "e", "ß", "ẞ", "ss", "K", "k", "\u212A", "å",
        "\u212B", "Σ", "σ", "ς", "İ", "i", "I", "ı", "\U00010400", "\U00010428", "z",
    ];

    private readonly TableName _table = new("testers", "composite");

    public void Dispose()
    {
        redshift.Cluster.Faults = FaultPlan.None;
        redshift.Server.Execute($"DROP TABLE IF EXISTS {_table.Quoted}");
    }

    [Theory]
    [InlineData("text COLLATE \"en-x-icu\"", "int")]
    [InlineData("redshift_varchar(20)", "int")]
    [InlineData("case_insensitive_varchar(20)", "int")]
    [InlineData("case_insensitive_varchar(20) COLLATE \"en-x-icu\"", "int")]
    [InlineData("char(5)", "date")]
    [InlineData("numeric(10, 2)", "boolean", "timestamp")]
    public void Each_row_arrives_once_wherever_the_connection_is_cut(params string[] types)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (var (cursor, seed) in new[] { "date", "int", "timestamptz" }.Select((type, seed) => (type, seed)))
        {
            var random = new Random(seed);
            var names = types.Select((_, part) => $"k{part}").ToArray();
            var rows = Enumerable.Range(0, Rows).Select(n =>
                $"({string.Join(", ", types.Select(type => Literal(type, random)))}, {Cursor(cursor, random)}, {n})");
            redshift.Server.Execute($"""
                CREATE SCHEMA IF NOT EXISTS testers;
                GRANT USAGE ON SCHEMA testers TO PUBLIC;
                DROP TABLE IF EXISTS {_table.Quoted};
                CREATE TABLE {_table.Quoted} ({string.Join(", ", types.Zip(names, (type, name) => $"{name} {type}"))}, at {cursor}, n int);
                GRANT SELECT ON {_table.Quoted} TO PUBLIC;
                INSERT INTO {_table.Quoted} VALUES {string.Join(", ", rows)}
                """);
            var expected = CustomerTable.Texts(redshift.Server, $"SELECT n::text FROM {_table.Quoted}").Order();
            for (var i = 0; i < Feeds; i++)
            {
                var cuts = FaultPlan.CutAfterRows(Enumerable.Range(0, 6).Select(_ => random.Next(1, 30))).On("ORDER BY");
                redshift.Cluster.Faults = cuts;
                using var source = new ReconnectingSource(
                    _ => DirectSession.Open(redshift), new RetryPolicy(new NoPauses(), 5), this, CancellationToken.None);
                var schema = TableDiscovery.Find(source, new(_table) { KeyColumns = names, CursorColumn = "at" }, null).Schema;
                var axis = CursorAxis.Of(schema, null);
                using var feed = new ChangeFeed<string>(
                    source,
                    new ReadPlan(schema, axis, new Watermark(CursorValue.Earliest(axis.Kind), null), null) { IncludeNullCursor = true },
                    (row, _, _) => $"{row.GetInt64(schema["n"].Ordinal)}",
                    this);
                var read = new List<string>();
                feed.ReadBatch(read, int.MaxValue);
                Assert.Empty(read.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key));
                Assert.Equal(expected, read.Order());
                Assert.True(cuts.Fired > 2, $"{cuts.Fired} cuts");
            }
        }
    }

    void IRunObserver.Warn(string message)
    {
    }

    void IRunObserver.Detail(string message)
    {
    }

    void IRunObserver.Skip(SkippedRow row)
    {
    }

    void IRunObserver.Progress(long rows, double? fraction)
    {
    }

    private static string Literal(string type, Random random) => type switch
    {
        "int" => $"{random.Next(2)}",
        "boolean" => random.Next(2) == 0 ? "false" : "true",
        "date" => $"'2024-01-0{random.Next(1, 3)}'",
        "timestamp" => $"'2024-01-01 00:00:00.00000{random.Next(3)}'",
        "numeric(10, 2)" => $"{random.Next(-2, 3)}.{random.Next(2)}0",
        _ => $"'{Texts[random.Next(Texts.Length)]}'",
    };

    private static string Cursor(string type, Random random) => (random.Next(8), type) switch
    {
        (0, _) => "NULL",
        (_, "int") => $"{random.Next(-1, 2)}",
        (_, "date") => $"'2024-02-0{random.Next(1, 4)}'",
        _ => $"'2024-02-01 00:00:00.00000{random.Next(3)}+00'",
    };

    private sealed class NoPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
