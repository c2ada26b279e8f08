namespace RedshiftSync.UnitTests.Sync;

public sealed class ReconnectingDestinationTests
{
    // It records the columns, so that a lost connection after the batch does not make the same changes of columns again.
    [Fact]
    public void Rows_without_a_later_checkpoint_are_written_with_the_known_one()
    {
        var known = new DestinationCheckpoint(new(TestData.Old, 1), Guid.NewGuid(), TestData.Old);
        var destination = new FakeDestination { Checkpoint = known };
        using var target = new ReconnectingDestination(
            _ => destination,
            new DestinationRequest(TestData.Schema.Table, TestData.Schema, TestData.Request.Source),
            new RetryPolicy(new ImmediateRetry(), 0));
        target.Prepare(TestData.Schema, Replacement.Newer, _ => { }, default);

        target.Write([], null, _ => { }, default);

        Assert.Equal(known, destination.LastWritten);
    }
}
