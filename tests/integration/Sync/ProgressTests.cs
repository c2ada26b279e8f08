using System.Management.Automation;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>Long commands show progress; short ones do not.</summary>
[Collection(SharedSource.Name)]
public sealed class ProgressTests : IDisposable
{
    private const string Slowly = "{ [Threading.Thread]::Sleep(20) }";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;

    public ProgressTests(SourceFixture source)
    {
        _host = source.Host;
        SampleCustomers.Create(source.Server, generated: 100);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-RedshiftCustomerChange 2024-01-01 2026-01-01 | ForEach-Object " + Slowly)]
    [InlineData("Sync-RedshiftCustomers $state | ForEach-Object " + Slowly)]
    [InlineData("Sync-RedshiftCustomers $state -BatchSize 5 -ForEachBatch { $_ | ForEach-Object " + Slowly + " }")]
    public void Rows_rate_and_remaining_time_are_shown_and_cleared_at_the_end(string script)
    {
        var told = Run(script).Progress;

        var records = told.SkipLast(1).ToArray();
        Assert.NotEmpty(records);
        Assert.All(records, r => Assert.Matches(@"^\d+ rows, \d+ per second$", r.StatusDescription));

        // No remaining time is shown before the estimates are stable.
        var estimates = records.SkipWhile(r => r.PercentComplete < 0).ToArray();
        Assert.All(estimates, r => Assert.InRange(r.PercentComplete, -1, 100));
        Assert.All(records, r => Assert.Equal(r.PercentComplete < 0, r.SecondsRemaining < 0));
        Assert.Equal(ProgressRecordType.Completed, told[^1].RecordType);
        Assert.Single(told.Select(r => r.ActivityId).Distinct());
    }

    [Fact]
    public void A_short_sync_shows_no_progress() => Assert.Empty(Run("Sync-RedshiftCustomers $state -Destination $db").Progress);

    private ScriptResult Run(string script) => _host.Run(script, ("state", _folder["p.json"]), ("db", _folder["p.db"])).ThrowIfFailed();
}
