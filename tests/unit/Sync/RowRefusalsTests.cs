using RedshiftSync.UnitTests.Rows;

namespace RedshiftSync.UnitTests.Sync;

public sealed class RowRefusalsTests
{
    private readonly HashSet<long> _refused = [];
    private readonly List<long> _written = [];
    private readonly List<DestinationCheckpoint?> _checkpoints = [];
    private readonly DestinationCheckpoint _checkpoint = new(new Watermark(TestData.Old, 99), Guid.NewGuid(), SyncState.DefaultStart);

    [Fact]
    public void Accepted_rows_are_written_in_order_and_the_checkpoint_last()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var keys = Enumerable.Range(0, random.Next(1, 40)).Select(i => (long)i).ToList();
            _written.Clear();
            _checkpoints.Clear();
            _refused.Clear();
            _refused.UnionWith(keys.Where(_ => random.Next(6) == 0));

            var leftOut = Writer(skip: true).Write(Rows(keys), _checkpoint);

            Assert.Equal(keys.Where(k => !_refused.Contains(k)), _written);
            Assert.Equal(keys.Where(_refused.Contains).Select(k => $"customer_id {k}"), leftOut.Select(r => r.Row));
            Assert.Same(_checkpoint, Assert.Single(_checkpoints, c => c is not null));
            Assert.Same(_checkpoint, _checkpoints[^1]);
        }
    }

    [Fact]
    public void Without_SkipUnreadable_the_first_refused_row_ends_the_run_before_the_checkpoint()
    {
        _refused.UnionWith([3, 5]);

        var error = Assert.Throws<SyncException>(() => Writer(skip: false).Write(Rows([0, 1, 2, 3, 4, 5, 6]), _checkpoint));

        Assert.Equal((ErrorId.UnreadableRow, "customer_id 3"), (error.ErrorId, error.Target));
        Assert.Equal([0, 1, 2], _written);
        Assert.All(_checkpoints, Assert.Null);
    }

    [Fact]
    public void Other_failures_are_not_treated_as_refused_rows()
    {
        var writer = new RowRefusals(
            (_, _) => throw DestinationErrors.Unusable("fake", "it is gone", "", null), TestData.Request with { SkipUnreadable = true });

        Assert.Equal(ErrorId.DestinationUnavailable, Assert.Throws<SyncException>(() => writer.Write(Rows([1, 2]), _checkpoint)).ErrorId);
    }

    private static List<PackedRow> Rows(IEnumerable<long> keys)
    {
        var encoder = new RowEncoder(TestData.Schema);
        return [.. keys.Select(k => encoder.Pack(new ValueReader(null, "x", k), k, TestData.Old))];
    }

    private RowRefusals Writer(bool skip) => new(
        (rows, checkpoint) =>
        {
            if (rows.Any(r => _refused.Contains(r.Key.Integer!.Value)))
            {
                throw DestinationErrors.BatchRefused("fake", "customers", "constraint c", new InvalidOperationException());
            }

            _written.AddRange(rows.Select(r => r.Key.Integer!.Value));
            _checkpoints.Add(checkpoint);
        },
        TestData.Request with { SkipUnreadable = skip });
}
