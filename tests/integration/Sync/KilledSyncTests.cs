using System.Text.Json;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class KilledSyncTests(SourceFixture source)
{
    private const int Rows = 10_000;
    private const int Kills = 20;

    // All rows carry one timestamp: only the key in the watermark tells which are done.
    [Fact]
    public void Ten_thousand_ties_in_batches_of_seven_survive_twenty_kills()
    {
        SampleCustomers.CreateAtOneInstant(source.Server, Rows, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc).AddTicks(1234560));
        using var folder = new TemporaryFolder();
        var state = folder["s.json"];
        var random = new Random(20240506);

        for (var kill = 1; kill <= Kills; kill++)
        {
            using var sync = SyncProcess.Into(source, folder, batchSize: 7);
            var moment = SampleCustomers.FirstGeneratedId + (kill * (Rows - 1000) / Kills);
            while (Position(state) < moment)
            {
                Assert.False(sync.HasExited, $"It ended before kill {kill}: {(sync.HasExited ? sync.Wait().Output : "")}");
            }

            Thread.Sleep(random.Next(10));
            Assert.False(sync.HasExited);
            sync.Kill();
            Position(state);
        }

        using var last = SyncProcess.Into(source, folder, batchSize: 7);
        var (exitCode, output) = last.Wait();

        Assert.True(exitCode == 0, output);
        Assert.Equal(Warehouse.SourceRows(source.Server), Warehouse.Rows(folder["w.db"]));
        Assert.Equal(SampleCustomers.FirstGeneratedId + Rows - 1, Position(state));
    }

    // Every state that a reader ever sees is complete JSON.
    private static long Position(string state)
    {
        if (!File.Exists(state))
        {
            return 0;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(state));
        return document.RootElement.GetProperty("watermark").GetProperty("key").GetInt64();
    }
}
