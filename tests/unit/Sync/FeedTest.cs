namespace RedshiftSync.UnitTests.Sync;

/// <summary>Base class of tests that read an in-memory source through a <see cref="ChangeFeed{T}"/>.</summary>
public abstract class FeedTest
{
    private protected RecordingObserver Observer { get; } = new();

    private protected static List<long> Batch(ChangeFeed<long> feed, int size)
    {
        var rows = new List<long>();
        feed.ReadBatch(rows, size);
        return rows;
    }

    private protected ChangeFeed<long> Feed(FakeRow[] rows, ReadPlan? plan = null) =>
        Feed(new FakeSource(rows, TestData.Clock), plan ?? TestData.Plan);

    private protected ChangeFeed<long> Feed(FakeSource source, ReadPlan plan, int maxRetry = 5) =>
        new(source.Access(Observer, maxRetry), plan, TestData.KeyOf, Observer);
}
