using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>
/// A PostgreSQL destination behind PgBouncer in transaction mode, which assigns a server session for one transaction at a time.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class PoolerTests : IDisposable
{
    private const int Rows = 3000;
    private const string Sync =
        "Sync-RedshiftCustomers $state -Destination $to -DestinationCredential $login -DestinationTable $table -BatchSize 250";

    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();
    private readonly PgBouncerServer _pooler;
    private readonly PostgresTarget _target;
    private readonly System.Management.Automation.PSCredential _login;

    public PoolerTests(SourceFixture source, TargetFixture targets)
    {
        _source = source;
        _target = targets.CreatePostgres();
        _pooler = new PgBouncerServer(targets.Server);
        _login = targets.Credential;
        SampleCustomers.Create(source.Server, Rows);
    }

    public void Dispose()
    {
        _pooler.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Consecutive_syncs_are_equal_to_the_source()
    {
        for (var run = 1; run <= 3; run++)
        {
            _source.Host.Run(Sync, Variables("a", "customers")).ThrowIfFailed();

            AssertEqual("customers");
            _source.Server.Execute(
                $"UPDATE {SampleCustomers.Table} SET first_name = 'run {run}', " +
                    $"updated_at = timestamptz '2026-01-01' + {run} * interval '1 day' WHERE customer_id % 7 = {run}");
        }

        _source.Host.Run(Sync, Variables("a", "customers")).ThrowIfFailed();
        Assert.Empty(_source.Host.Run("Test-RedshiftSync $to -DestinationCredential $login").ThrowIfFailed().Output);
        AssertEqual("customers");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Concurrent_syncs_are_equal_to_the_source(bool sameTable)
    {
        var names = Enumerable.Range(1, 4).Select(i => $"s{i}").ToList();
        var hosts = names.Select(name => _source.Connect(name)).ToList();
        var runs = names.Zip(hosts, (name, host) => host.BeginRun(Sync, Variables(name, sameTable ? "customers" : name))).ToList();

        runs.ForEach(run => run.Wait().ThrowIfFailed());

        foreach (var table in sameTable ? ["customers"] : names)
        {
            AssertEqual(table);
        }

        runs.ForEach(run => run.Dispose());
        hosts.ForEach(host => host.Dispose());
    }

    private (string Name, object? Value)[] Variables(string state, string table) =>
    [
        ("state", _folder[state + ".json"]),
        ("to", $"postgresql://{PostgresServer.Host}:{_pooler.Port}/{_target.Database}?sslmode=disable"),
        ("login", _login),
        ("table", table),
    ];

    // The pooler's sessions are still open, and hold no locks or settings.
    private void AssertEqual(string table)
    {
        Assert.Equal(Warehouse.SourceRows(_source.Server), _target.Rows(table));
        Assert.Equal(
            "true",
            _target.Query(
                "SELECT CAST(count(*) > 0 AS text) FROM pg_stat_activity WHERE datname = current_database() " +
                    "AND pid <> pg_backend_pid()").Single());
        Assert.Equal("0", _target.Query("SELECT CAST(count(*) AS text) FROM pg_locks WHERE locktype = 'advisory'").Single());
        Assert.Equal("0", _target.Query("SELECT CAST(count(*) AS text) FROM pg_class WHERE relpersistence = 't'").Single());
    }
}
