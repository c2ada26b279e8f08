using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>A key that is only a part of the declared primary key is warned about before the first sync decides on it.</summary>
[Collection(SharedSource.Name)]
public sealed class PartialKeyTests(SourceFixture source) : IDisposable
{
    private const string Table = "testers.partial_key";

    [Theory]
    [InlineData("region", 1)]
    [InlineData("no, region", 0)]
    [InlineData("region, note", 0)]
    public void A_part_of_the_primary_key_is_a_warning(string key, int warnings)
    {
        source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers;
            GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            DROP TABLE IF EXISTS {Table};
            CREATE TABLE {Table} (region varchar(10), no integer, note varchar(10), updated_at timestamp, PRIMARY KEY (region, no));
            INSERT INTO {Table} VALUES ('eu', 1, 'a', '2024-05-01 12:34:56.789'), ('eu', 2, 'b', '2024-05-01 12:34:56.789');
            GRANT SELECT ON {Table} TO {PostgresServer.User}
            """);
        using var folder = new TemporaryFolder();
        var sync = $"Sync-RedshiftTable {Table} $state -Destination $file -KeyColumn {key}";

        var first = source.Host.Run(sync, ("state", folder["s.json"]), ("file", folder["w.db"])).ThrowIfFailed();

        Assert.Equal(warnings, first.Warnings.Count(w => w.Contains("-KeyColumn", StringComparison.Ordinal)));
        Assert.Empty(source.Host.Run($"$null = Sync-RedshiftTable {Table} $state -Destination $file").ThrowIfFailed().Warnings);
        Assert.Equal(2 - warnings, Warehouse.Query(folder["w.db"], "SELECT * FROM partial_key", r => r.GetString(0)).Count);
    }

    public void Dispose() => source.Server.Execute($"DROP TABLE IF EXISTS {Table}");
}
