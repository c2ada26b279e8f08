using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests;

public class PostgresServerTests
{
    [Fact]
    public void A_throw_away_server_starts_and_holds_the_sample_rows()
    {
        using var server = new PostgresServer();

        SampleCustomers.Create(server, generated: 100);

        Assert.Equal(105L, server.Scalar($"SELECT count(*) FROM {SampleCustomers.Table}"));
    }
}
