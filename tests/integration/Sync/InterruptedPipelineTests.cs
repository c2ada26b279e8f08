using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class InterruptedPipelineTests : IDisposable
{
    private const string Seeded = "2024-02-01T00:00:00.000000Z / 7";

    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;

    public InterruptedPipelineTests(SourceFixture source)
    {
        _source = source;
        SampleCustomers.Create(source.Server, generated: 50_000);
        _host = source.Connect(nameof(InterruptedPipelineTests));
        _host.Run("Set-RedshiftSyncState $state -UpdatedAt 2024-02-01 -CustomerId 7", ("state", _folder["s.json"])).ThrowIfFailed();
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("a throw in process", "Sync-RedshiftCustomers $state | ForEach-Object { throw 'enough' }")]
    [InlineData("a throw in end", "Sync-RedshiftCustomers $state | ForEach-Object -Process { } -End { throw 'enough' }")]
    [InlineData("a break", "foreach ($once in 1) { Sync-RedshiftCustomers $state | ForEach-Object { break } }")]
    [InlineData(
        "an error turned into a stop",
        "$ErrorActionPreference = 'Stop'; Sync-RedshiftCustomers $state | ForEach-Object { [int]::Parse('x') }")]
    public void An_interrupted_pipeline_keeps_the_checkpoint(string what, string script)
    {
        _host.Run(script);

        AssertUntouched(what);
    }

    [Theory]
    [InlineData("while rows stream", "Sync-RedshiftCustomers $state | ForEach-Object { 1; while ($true) { } }")]
    [InlineData("while the consumer ends", "Sync-RedshiftCustomers $state | ForEach-Object -Process { } -End { 1; while ($true) { } }")]
    public void A_stop_keeps_the_checkpoint(string what, string script)
    {
        using var running = _host.BeginRun(script);
        while (running.Output.Count == 0)
        {
            Thread.Sleep(5);
        }

        running.Stop();

        Assert.True(running.Wait().Stopped, what);
        AssertUntouched(what);
    }

    [Fact]
    public void A_complete_run_moves_the_checkpoint()
    {
        _host.Run("$null = Sync-RedshiftCustomers $state").ThrowIfFailed();

        Assert.NotEqual(Seeded, Watermark());
        Assert.Empty(_host.Run("Sync-RedshiftCustomers $state").ThrowIfFailed().Output);
    }

    private void AssertUntouched(string what)
    {
        Assert.Equal(Seeded, Watermark());
        Assert.True(Directory.GetFiles(_folder.Path, "*.lock*").Length == 0, what);
        _source.AssertNoSession(nameof(InterruptedPipelineTests));
    }

    private string Watermark() => $"{_host.Run("(Get-RedshiftSyncState $state).Watermark").ThrowIfFailed().Output.Single()}";
}
