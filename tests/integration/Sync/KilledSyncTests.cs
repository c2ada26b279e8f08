using System.Text.Json;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Killed processes, with state file and destination restored from copies in between: every row arrives, and next to none arrives twice.
/// </summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class KilledSyncTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    private const int Rows = 100_000;
    private const int BatchSize = 300;
    private static readonly int Kills = TestSize.Of(50, usual: 5);

    // So many rows have to be left for another kill: a process writes some more until it is dead.
    private const int RowsForKill = 20_000;

    // All rows have the same timestamp: only the key in the watermark says which are done.
    [Theory, MemberData(nameof(Kinds))]
    public void A_hundred_thousand_ties_survive_kills_and_restored_copies(string kind)
    {
        SampleCustomers.CreateAtOneInstant(Source.Server, Rows, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc).AddTicks(1234560));
        Source.Server.Execute($"CREATE TABLE shuffled AS SELECT * FROM {SampleCustomers.Table} ORDER BY md5(customer_id::text)");
        Source.Server.Execute(
            $"TRUNCATE {SampleCustomers.Table}; INSERT INTO {SampleCustomers.Table} SELECT * FROM shuffled; DROP TABLE shuffled");
        var target = Create(kind);
        var copies = new SyncCopies(State, target, "customers", new Random(20240506));
        var repeated = 0L;

        // Some processes start while others are killed: starting takes most of the time.
        var started = new Queue<SyncProcess>();
        try
        {
            for (var kill = 0; kill < Kills && (kill == 0 || Claimed(target) < Rows - RowsForKill); kill++)
            {
                while (started.Count < Math.Min(2, Kills - kill))
                {
                    started.Enqueue(SyncProcess.Into(Source, State, target, BatchSize, waits: true));
                }

                using (var sync = started.Dequeue())
                {
                    KillWhileItWrites(sync, target, isFirst: kill == 0);
                }

                repeated += Repeated(target);
                AssertClaim(target);
                AssertWhole(State);
                copies.Take();
                copies.RestoreState();
                copies.RestoreDestination();
                AssertClaim(target);
            }
        }
        finally
        {
            foreach (var process in started)
            {
                process.Dispose();
            }
        }

        using var last = SyncProcess.Into(Source, State, target);
        var (exitCode, output) = last.Wait();

        Assert.True(exitCode == 0, output);
        repeated += Repeated(target);
        Assert.InRange(repeated, 0, (Kills * BatchSize) - 1);
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
    }

    private void KillWhileItWrites(SyncProcess sync, Target target, bool isFirst)
    {
        var before = isFirst ? 0 : Claimed(target);
        sync.Continue();
        while (!File.Exists(State) || (!isFirst && Claimed(target) - before < 2000))
        {
            Assert.False(sync.HasExited, sync.HasExited ? sync.Wait().Output : "");
            Thread.Sleep(5);
        }

        sync.Kill();

        // The first process has created the tables.
        if (isFirst)
        {
            CountRepeatedRows(target);
        }
    }

    // A trigger counts rows that arrive again, in the transaction that writes them.
    private static void CountRepeatedRows(Target target)
    {
        string[] statements = target is SqliteTarget
            ? [
                "CREATE TABLE repeated (customer_id INTEGER)",
                "CREATE TRIGGER repeats AFTER UPDATE ON customers BEGIN INSERT INTO repeated VALUES (new.customer_id); END",
            ]
            : [
                "CREATE TABLE repeated (customer_id bigint)",
                "CREATE FUNCTION repeat() RETURNS trigger LANGUAGE plpgsql AS " +
                    "'BEGIN INSERT INTO repeated VALUES (new.customer_id); RETURN new; END'",
                "CREATE TRIGGER repeats AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION repeat()",
            ];
        Array.ForEach(statements, target.Execute);
    }

    private static long Repeated(Target target)
    {
        var count = Number(target, "SELECT CAST(count(*) AS text) FROM repeated");
        target.Execute("DELETE FROM repeated");
        return count;
    }

    // How many rows the checkpoint claims: the source sorts integers.
    private static long Claimed(Target target)
    {
        var path = target is SqliteTarget ? "checkpoint ->> '$.watermark.key[0]'" : "checkpoint::json #>> '{watermark,key,0}'";
        return Number(target, $"SELECT CAST({path} AS text) FROM redshiftsync_checkpoint") - SampleCustomers.FirstGeneratedId + 1;
    }

    private static void AssertClaim(Target target) => Assert.Equal(
        Claimed(target),
        Number(
            target,
            "SELECT CAST(count(*) AS text) FROM customers WHERE customer_id < " + (SampleCustomers.FirstGeneratedId + Claimed(target))));

    // Every state that a killed process leaves behind is whole.
    private static void AssertWhole(string state)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(state));
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    private static long Number(Target target, string sql) => long.Parse(target.Query(sql).Single()!, null);
}
