using System.Globalization;
using System.Text.RegularExpressions;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;
using Xunit.Abstractions;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>A million rows arrive despite interruptions, and differences are found by transferring a small part of them.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed partial class MillionTests(SourceFixture source, TargetFixture targets, ITestOutputHelper output)
    : DestinationTest(source, targets)
{
    private const string Table = "testers.million";
    private const string Which = $"-Table {Table}";

    // The other kind of destination is tested in the thorough run only.
    public static TheoryData<string> Tried { get; } = [.. TestSize.Of(2, usual: 1) == 2 ? (string[])["sqlite", "postgresql"] : ["sqlite"]];

    // A fifth of the rows except in the thorough run, which takes minutes.
    private static readonly int Rows = TestSize.Of(1_000_000, usual: 100_000);

    // One scenario for each kind, because each step takes some seconds. One compares with PostgreSQL as the source, the other with
    // Redshift.
    [Theory, MemberData(nameof(Tried))]
    public void A_million_rows_survive_two_interruptions_and_differences_are_found(string kind)
    {
        CreateRows();
        var target = Create(kind);
        KillAfterRows(target, Rows / 10);
        StopAfterRows(target, Rows * 4 / 10);
        Assert.InRange((long)Delivered(target, Which).RowsDelivered, 1, Rows * 6 / 10);
        var pairs = Warehouse.ReadSourceRows(Source.Server, Table).Zip(target.ReadRows("million"));
        Assert.Equal(Rows, pairs.TakeWhile(pair => pair.First == pair.Second).Count());
        Assert.Equal($"{Rows}", target.Query("SELECT CAST(count(*) AS varchar(9)) FROM million").Single());

        using var redshift = kind == "sqlite" ? new RedshiftServer(Source.Server) : null;
        using var proxy = new CountingProxy(redshift?.Port ?? Source.Server.Port);
        using var destinationProxy = new CountingProxy(Targets.Server.Port);
        using var host = Connect(proxy);
        var address = target.Address.Replace($":{Targets.Server.Port}/", $":{destinationProxy.Port}/", StringComparison.Ordinal);
        var to = new System.Collections.Hashtable { ["Destination"] = address };
        if (target is PostgresTarget)
        {
            to["DestinationCredential"] = Targets.Credential;
        }

        // The bytes that the source would send for all rows.
        var whole = (long)Source.Server.Scalar(
            $"SELECT sum(octet_length(row(customer_id, first_name, last_name, email, updated_at)::text))::bigint FROM {Table}")!;

        Assert.Empty(Compare());
        target.Execute($"UPDATE million SET email = 'c{Rows - 7}@example.orG' WHERE customer_id = {Rows - 7}");
        target.Execute($"DELETE FROM million WHERE customer_id = {Rows / 2}");
        target.Execute(
            "INSERT INTO million (customer_id, first_name, updated_at) VALUES (3000000, 'surplus', '2024-05-01T00:00:00.000000Z')");
        Assert.Equal([$"Missing {Rows / 2}", $"Stale {Rows - 7}", "Surplus 3000000"], Compare().Order());

        // One row of each thousand, and one more, is deleted from the source.
        Source.Server.Execute(
            $"CREATE TABLE testers.gone AS SELECT * FROM {Table} WHERE customer_id % 1000 = 77; " +
                $"DELETE FROM {Table} WHERE customer_id % 1000 = 77");
        var gone = (Rows / 1000) + 1;
        try
        {
            var reported = Host("Sync-RedshiftCustomers $state @to -RemoveDeleted Report");
            Assert.Equal(gone, reported.Output.Count(o => o.TypeNames[0].EndsWith("DeletedCustomer", StringComparison.Ordinal)));
            Measured($"{gone} deletions");
            AssertFailed(
                ErrorId.DeletionLimitExceeded,
                Host("Sync-RedshiftCustomers $state @to -RemoveDeleted Delete -MaxDeletePercent 0.1"));
            Measured($"{gone} deletions, of which one less is allowed");
            dynamic removed = Host("Sync-RedshiftCustomers $state @to -RemoveDeleted Delete").ThrowIfFailed().Output[^1].BaseObject;
            Assert.Equal((long)gone, removed.RowsDeleted);
            Measured($"{gone} deletions, removed");
            Assert.Equal([$"{Rows - gone}"], target.Query("SELECT CAST(count(*) AS varchar(9)) FROM million"));

            // An accidentally emptied source is detected before everything has been read.
            Source.Server.Execute(
                $"ALTER TABLE {Table} RENAME TO kept; CREATE TABLE {Table} (LIKE testers.kept); " +
                    $"GRANT SELECT ON {Table} TO {PostgresServer.User}");
            AssertFailed(ErrorId.DeletionLimitExceeded, Host("Sync-RedshiftCustomers $state @to -RemoveDeleted Delete"));
            Measured("an empty source");
            Assert.Equal([$"{Rows - gone}"], target.Query("SELECT CAST(count(*) AS varchar(9)) FROM million"));
        }
        finally
        {
            Source.Server.Execute(
                $"DO $$ BEGIN IF to_regclass('testers.kept') IS NOT NULL THEN DROP TABLE {Table}; " +
                    "ALTER TABLE testers.kept RENAME TO million; END IF; END $$");
            Source.Server.Execute($"INSERT INTO {Table} SELECT * FROM testers.gone; DROP TABLE testers.gone");
        }

        ScriptResult Host(string script) => host.Run($"{script} {Which}", ("state", State), ("to", to));

        string[] Compare()
        {
            Measured(null);
            var result = Host("Test-RedshiftSync @to -Verbose").ThrowIfFailed();
            var digests = long.Parse(DigestsRead().Match(result.Verbose[^1]).Groups[1].Value, CultureInfo.InvariantCulture);
            // A small part of the rows: a sum on each side for about 32 of them, and the rows of the few buckets that differ.
            Assert.InRange(digests, 2, Rows / 5);
            Assert.InRange(Measured($"{digests} digests, {result.Output.Count} differences"), 1, whole / 10);
            return [.. result.Output.Select(o => (dynamic)o.BaseObject).Select(d => $"{d.Kind} {d.CustomerId}")];
        }

        long Measured(string? what)
        {
            var (there, here) = (proxy.TakeReceived(), destinationProxy.TakeReceived());
            if (what is not null)
            {
                output.WriteLine(
                    FormattableString.Invariant($"{what}: {there} bytes from the source, {here} from the destination, of {whole}"));
            }

            return Math.Max(there, here);
        }
    }

    [GeneratedRegex("([0-9]+) sums and digests")]
    private static partial Regex DigestsRead();

    private static ModuleHost Connect(CountingProxy proxy, SourceFixture source)
    {
        var host = new ModuleHost();
        host.Run(
            "$null = Connect-Redshift -Server $server -Port $port -Database $database -Credential $credential -SslMode Disable",
            ("server", PostgresServer.Host),
            ("port", proxy.Port),
            ("database", PostgresServer.Database),
            ("credential", source.Credential)).ThrowIfFailed();
        return host;
    }

    private ModuleHost Connect(CountingProxy proxy) => Connect(proxy, Source);

    private void CreateRows()
    {
        if (Source.Server.Scalar($"SELECT to_regclass('{Table}')::text") is not null)
        {
            return;
        }

        // Keys in another order than times; three rows share each timestamp.
        Source.Server.Execute($"""
            CREATE SCHEMA IF NOT EXISTS testers; GRANT USAGE ON SCHEMA testers TO {PostgresServer.User};
            CREATE TABLE {Table} AS
            SELECT i::integer AS customer_id, ('First' || i % 977)::varchar(100) AS first_name,
                ('Last' || i % 1009)::varchar(100) AS last_name,
                (CASE WHEN i % 50 <> 0 THEN 'c' || i || '@example.org' END)::varchar(255) AS email,
                timestamptz '2024-01-02Z' + ((i * 7919) % {Rows}) / 3 * interval '60.000001 second' AS updated_at
            FROM generate_series(1::bigint, {Rows}) i;
            CREATE INDEX ON {Table} (updated_at, customer_id);
            ANALYZE {Table};
            GRANT SELECT ON {Table} TO {PostgresServer.User};
            """);
    }

    private void KillAfterRows(Target target, int rows)
    {
        using var sync = SyncProcess.Into(Source, State, target, table: Table);
        while (RowsIn(target) < rows)
        {
            Assert.False(sync.HasExited, sync.HasExited ? sync.Wait().Output : "");
            Thread.Sleep(50);
        }

        sync.Kill();
    }

    private void StopAfterRows(Target target, int rows)
    {
        using var running = Begin(target, $"Sync-RedshiftCustomers $state @to {Which} -BatchSize 5000");
        while (RowsIn(target) < rows)
        {
            Assert.False(running.IsCompleted);
            Thread.Sleep(50);
        }

        running.Stop();
        Assert.True(running.Wait().Stopped);
    }

    // From the state file: another SQLite library in this process must not open a file during a write.
    private long RowsIn(Target target) => !File.Exists(State) ? 0
        : (long)Source.Server.Scalar($"SELECT count(*) FROM {Table} WHERE (updated_at, customer_id) <= ({Position()})")!;

    private string Position()
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(State));
        var watermark = document.RootElement.GetProperty("watermark");
        return watermark.ValueKind == System.Text.Json.JsonValueKind.Null
            ? "'-infinity', 0"
            : $"'{watermark.GetProperty("cursor_value").GetString()}', {watermark.GetProperty("key")[0]}";
    }
}
