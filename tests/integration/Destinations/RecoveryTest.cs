using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>Base class for tests that disturb a sync, which the next run has to complete.</summary>
public abstract class RecoveryTest : DestinationTest
{
    private protected RecoveryTest(SourceFixture source, TargetFixture targets)
        : base(source, targets)
    {
    }

    private protected Target CreateSynced(string kind, out string watermark)
    {
        var target = Create(kind);
        SyncFirstRows(target, out watermark);
        return target;
    }

    private protected void SyncFirstRows(Target target, out string watermark)
    {
        SampleCustomers.Create(Source.Server, generated: 2000);
        Delivered(target, "-MaxRow 100");
        watermark = Watermark();
    }

    private protected void AssertCompletes(Target target)
    {
        Assert.True(Delivered(target).RowsDelivered > 0);
        AssertComplete(target);
    }

    private protected void AssertComplete(Target target)
    {
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
    }

    private protected static void WaitForRows(Target target, int rows)
    {
        while (target.Query("SELECT CAST(to_regclass('customers') AS text)").Single() is null
            || int.Parse(target.Query("SELECT CAST(count(*) AS text) FROM customers").Single()!, null) < rows)
        {
            Thread.Sleep(20);
        }
    }
}
