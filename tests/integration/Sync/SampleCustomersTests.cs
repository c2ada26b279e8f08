using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Trait("Source", "none")]
public sealed class SampleCustomersTests
{
    [Fact]
    public void The_sample_rows_match_the_example_connector()
    {
        using var server = new PostgresServer();

        SampleCustomers.Create(server, generated: 100);

        Assert.Equal(105L, server.Scalar($"SELECT count(*) FROM {SampleCustomers.Table}"));
        Assert.Equal(103L, server.Scalar($"SELECT count(*) FROM {SampleCustomers.Table} WHERE updated_at >= '2024-01-01T00:00:00Z'"));
    }
}
