using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class LockedStateTests(SourceFixture source)
{
    [Fact]
    public void A_second_sync_on_one_state_file_fails_at_once_and_the_first_completes()
    {
        SampleCustomers.Create(source.Server, generated: 100);
        using var folder = new TemporaryFolder();
        using var first = source.Connect(nameof(LockedStateTests));
        using var go = new ManualResetEventSlim();
        using var running = BeginHeld(first, folder, go);

        using var process = SyncProcess.Into(source, folder);
        var (exitCode, output) = process.Wait();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("failed StateFileLocked", output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["w.db"]));
        go.Set();
        Assert.Equal(103, running.Wait().ThrowIfFailed().Output.Count);
    }

    // .NET takes no lock of its own with this variable set.
    [Fact]
    public void A_second_sync_fails_even_if_the_environment_disables_file_locking()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SampleCustomers.Create(source.Server, generated: 100);
        using var folder = new TemporaryFolder();
        using var first = source.Connect(nameof(LockedStateTests));
        using var go = new ManualResetEventSlim();
        using var running = BeginHeld(first, folder, go);

        using var process = SyncProcess.Into(
            source,
            folder["s.json"],
            new SqliteTarget(folder["w.db"]),
            prefix: ["env", "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1"]);
        var (exitCode, output) = process.Wait();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("failed StateFileLocked", output, StringComparison.Ordinal);
        go.Set();
        running.Wait().ThrowIfFailed();
    }

    [Fact]
    public void The_lock_of_a_killed_process_is_released()
    {
        SampleCustomers.CreateAtOneInstant(source.Server, 5_000, new DateTime(2024, 5, 6, 0, 0, 0, DateTimeKind.Utc));
        using var folder = new TemporaryFolder();
        using (var killed = SyncProcess.Into(source, folder, batchSize: 1))
        {
            while (!File.Exists(folder["s.json"]))
            {
                Assert.False(killed.HasExited);
            }

            killed.Kill();
        }

        using var host = source.Connect(nameof(LockedStateTests));
        host.Run(
            "$null = Sync-RedshiftCustomers $state -Destination $db",
            ("state", folder["s.json"]),
            ("db", folder["w.db"])).ThrowIfFailed();

        Assert.Equal(5_000, Warehouse.Rows(folder["w.db"]).Count);
    }

    // A sync that has delivered one row and waits before it delivers the next.
    private static RunningScript BeginHeld(ModuleHost host, TemporaryFolder folder, ManualResetEventSlim go)
    {
        var running = host.BeginRun(
            "Sync-RedshiftCustomers $state | ForEach-Object { $_.CustomerId; while (-not $go.IsSet) { } }",
            ("state", folder["s.json"]),
            ("go", go));
        while (running.Output.Count == 0)
        {
            Thread.Sleep(5);
        }

        return running;
    }
}
