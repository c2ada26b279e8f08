using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>How often a comparison reads the whole table of the source.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class ScanTests(RedshiftFixture redshift) : IDisposable
{
    private const string Rows =
        "SELECT g, 'first', 'last', 'email', timestamp '2024-02-01' + g * interval '1 minute' FROM generate_series(1, 3000) g";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_source_is_scanned_once_if_equal_and_twice_if_not()
    {
        var table = CustomerTable.Create(redshift.Server, "scanned", Rows);
        using var cluster = redshift.Start();
        using var host = redshift.Unconnected(cluster, nameof(ScanTests));
        host.Run(
            "$null = Connect-Redshift @a; $null = Sync-RedshiftCustomers $state -Table $table -Destination $db",
            ("table", table),
            ("state", _folder["s.json"]),
            ("db", _folder["s.db"])).ThrowIfFailed();

        AssertScans(1, differences: 0);

        // Rows that were deleted, that changed after the checkpoint, and one that changed without its time.
        redshift.Server.Execute($"DELETE FROM {table} WHERE customer_id % 100 = 7");
        redshift.Server.Execute($"UPDATE {table} SET updated_at = '2025-01-01' WHERE customer_id % 2 = 0");
        redshift.Server.Execute($"UPDATE {table} SET email = 'x' WHERE customer_id = 1");
        AssertScans(2, differences: 31);

        redshift.Server.Execute($"TRUNCATE {table}");
        AssertScans(2, differences: 3000);

        void AssertScans(int scans, int differences)
        {
            var sent = cluster.Server.Statements.Count;

            Assert.Equal(differences, host.Run("Test-RedshiftSync $db -Table $table").ThrowIfFailed().Output.Count);
            Assert.Equal(scans, cluster.Server.Statements.Skip(sent).Count(Scans));
        }
    }

    // The description of the columns reads no row.
    private static bool Scans(SentStatement statement) =>
        statement.Text.Contains("scanned", StringComparison.Ordinal)
        && !statement.Text.EndsWith("\"updated_at\", \"customer_id\"", StringComparison.Ordinal);
}
