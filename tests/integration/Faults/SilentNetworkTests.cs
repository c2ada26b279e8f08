using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>A network that goes dead without closing any connection. Not even the driver's cancel request gets an answer.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class SilentNetworkTests(RedshiftFixture redshift) : IDisposable
{
    private const int Rows = 50_000;
    private const string Sync =
        "Sync-RedshiftCustomers $state -Table $table | ForEach-Object { if (-not $seen) { $seen = $true; $_.CustomerId; " +
            "$go.Wait() } else { $_.CustomerId } }";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _go = new();

    public void Dispose()
    {
        _folder.Dispose();
        _go.Dispose();
    }

    [Theory]
    [InlineData(TlsOffer.None)]
    [InlineData(TlsOffer.Offered)]
    public void A_stop_ends_the_command_without_an_answer_from_the_network(TlsOffer tls)
    {
        using var cluster = redshift.Start(new EmulatorArguments { Tls = tls });
        using var network = new StallingProxy(cluster.Server.Port);
        using var host = Connect(cluster, network);
        using var running = Start(host);

        LoseNetwork(running, network);
        WaitForSilence(running);
        var stopping = new Thread(running.Stop) { IsBackground = true };
        stopping.Start();

        // Far less than the 100 seconds that opening a connection may take.
        Assert.True(stopping.Join(TimeSpan.FromSeconds(30)), "The stop did not come through.");
        Assert.True(running.Wait().Stopped);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.lock*"));
    }

    [Theory]
    [InlineData(TlsOffer.None)]
    [InlineData(TlsOffer.Offered)]
    public void A_silent_connection_counts_as_lost_and_the_run_resumes_once_the_network_is_back(TlsOffer tls)
    {
        using var cluster = redshift.Start(new EmulatorArguments { Tls = tls });
        using var network = new StallingProxy(cluster.Server.Port);
        using var host = Connect(cluster, network, "-ReadTimeout 1");
        using var running = Start(host);

        LoseNetwork(running, network);
        WaitForSilence(running);
        while (running.Warnings.Count == 0)
        {
            Assert.False(running.IsCompleted, "It ended without a warning.");
            Thread.Sleep(20);
        }

        network.Recover();
        var result = running.Wait(TimeSpan.FromMinutes(2)).ThrowIfFailed();

        Assert.Equal(Enumerable.Range(1, Rows), result.Output.Select(o => Convert.ToInt32(o.BaseObject, null)));
    }

    private ModuleHost Connect(RunningEmulator cluster, StallingProxy network, string more = "")
    {
        var host = redshift.Unconnected(cluster, nameof(SilentNetworkTests));
        host.Run(
            $"$a.Server = '127.0.0.1'; $a.Port = $port; $null = Connect-Redshift @a -ConnectTimeout 100 {more}",
            ("port", network.Port)).ThrowIfFailed();
        return host;
    }

    private RunningScript Start(ModuleHost host)
    {
        var table = CustomerTable.Create(
            redshift.Server,
            "silent",
            "SELECT g, repeat('x', 1000), 'last', 'email', timestamp '2024-02-03' + g * interval '1 second' " +
                $"FROM generate_series(1, {Rows}) g");
        return host.BeginRun(Sync, ("state", _folder["s.json"]), ("table", table), ("go", _go), ("seen", false));
    }

    private void LoseNetwork(RunningScript running, StallingProxy network)
    {
        while (running.Output.Count == 0)
        {
            Assert.False(running.IsCompleted);
            Thread.Sleep(5);
        }

        network.Stall();
        _go.Set();
    }

    // Until the buffered rows are used up.
    private static void WaitForSilence(RunningScript running)
    {
        for (var before = -1; before != running.Output.Count; Thread.Sleep(500))
        {
            before = running.Output.Count;
        }

        Assert.InRange(running.Output.Count, 1, Rows - 1);
    }
}
