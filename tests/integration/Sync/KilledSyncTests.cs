using System.Globalization;
using System.Text.Json;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class KilledSyncTests(SourceFixture source)
{
    private const int Rows = 100_000;
    private static readonly int Kills = TestSize.Of(100, usual: 12);
    private const int BatchSize = 20;

    // All rows have the same timestamp: only the key in the watermark says which are done.
    [Fact]
    public void A_hundred_thousand_ties_survive_kills_at_any_moment()
    {
        SampleCustomers.CreateAtOneInstant(source.Server, Rows, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc).AddTicks(1234560));
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost();
        var random = new Random(20240506);
        var (kills, position) = (0, 0L);
        DateTime Moment(int within) => DateTime.UtcNow.AddMilliseconds(random.Next(within));

        // Some processes start while others are killed: starting takes most of the time.
        var started = new Queue<SyncProcess>();
        try
        {
            while (kills < Kills)
            {
                while (started.Count < 3)
                {
                    started.Enqueue(SyncProcess.Into(source, folder, BatchSize, waits: true));
                }

                using var sync = started.Dequeue();
                sync.Continue();

                // Every other kill comes while batches are written, the others at any moment, including connecting, preparing and counting.
                var isWriting = kills % 2 == 0;
                for (var moment = Moment(300); isWriting || DateTime.UtcNow < moment; Thread.Sleep(2))
                {
                    if (isWriting && ReadKey(folder["s.json"]) > position)
                    {
                        (isWriting, moment) = (false, Moment(100));
                    }

                    Assert.False(
                        sync.HasExited && isWriting,
                        $"It ended before kill {kills + 1}: {(sync.HasExited ? sync.Wait().Output : "")}");
                }

                Assert.False(sync.HasExited, $"It ended before kill {kills + 1}: {(sync.HasExited ? sync.Wait().Output : "")}");
                sync.Kill();
                kills++;

                var (before, file) = (position, Position(host, folder));
                position = file;
                Assert.InRange(position, before, long.MaxValue);
                Assert.InRange(Delivered(folder), position, long.MaxValue);
            }
        }
        finally
        {
            foreach (var process in started)
            {
                process.Dispose();
            }
        }

        using var last = SyncProcess.Into(source, folder);
        var (exitCode, output) = last.Wait();

        Assert.True(exitCode == 0, output);
        Assert.Equal(Warehouse.SourceRows(source.Server), Warehouse.Rows(folder["w.db"]));
        Assert.Equal(SampleCustomers.FirstGeneratedId + Rows - 1, Position(host, folder));
    }

    // Every state that a reader sees is valid, even during replacement.
    private static long ReadKey(string state)
    {
        if (!File.Exists(state))
        {
            return 0;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(state));
        return document.RootElement.GetProperty("watermark").GetProperty("key")[0].GetInt64();
    }

    private static long Position(ModuleHost host, TemporaryFolder folder)
    {
        var state = folder["s.json"];
        return File.Exists(state)
            ? Convert.ToInt64(
                host.Run("(Get-RedshiftSyncState $state).Watermark.CustomerId", ("state", state))
                    .ThrowIfFailed().Output.Single().BaseObject,
                CultureInfo.InvariantCulture)
            : 0;
    }

    // The destination is never behind the state file.
    private static long Delivered(TemporaryFolder folder) =>
        File.Exists(folder["w.db"])
            && Warehouse.Query(folder["w.db"], "SELECT count(*) FROM sqlite_master WHERE name = 'customers'", r => r.GetInt64(0))[0] == 1
            ? Warehouse.Query(
                folder["w.db"],
                "SELECT coalesce(max(customer_id), 0) " +
                    $"FROM customers HAVING count(*) = coalesce(max(customer_id) - {SampleCustomers.FirstGeneratedId - 1}, 0)",
                r => r.GetInt64(0)).Single()
            : 0;
}
