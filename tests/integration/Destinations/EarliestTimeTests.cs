namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>The first representable time, which programs write in place of a missing one. The driver sends it as -infinity.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class EarliestTimeTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Fact]
    public void The_earliest_time_arrives_unchanged_in_rows_and_checkpoint()
    {
        var table = CustomerTable.Create(Source.Server, "earliest", "VALUES (1::bigint, 'a', 'b', 'c', timestamp '0001-01-01')");
        var target = Targets.CreatePostgres();

        Assert.Equal(1L, Delivered(target, $"-Table {table} -Since 0001-01-01").RowsDelivered);

        Assert.Equal(["0001-01-01 00:00:00+00"], target.Query("SELECT CAST(updated_at AS text) FROM earliest"));
        Assert.Equal(
            ["0001-01-01T00:00:00.000000Z 0001-01-01T00:00:00.000000Z"],
            target.Query(
                "SELECT (checkpoint::json ->> 'start') || ' ' || (checkpoint::json #>> '{watermark,cursor_value}') "
                    + "FROM redshiftsync_checkpoint"));
        Assert.Empty(Run(target, $"Test-RedshiftSync @to -Table {table}").ThrowIfFailed().Output);
        Assert.Equal(0L, Delivered(target, $"-Table {table}").RowsDelivered);
    }
}
