using System.Globalization;
using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

/// <summary>Texts that are not valid UTF-8: PostgreSQL never sends them, Redshift sends what was loaded.</summary>
[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class InvalidTextTests : IDisposable
{
    // A byte that never occurs, a lead without its trail, a surrogate, an overlong slash, an overlong NUL.
    private static readonly Dictionary<string, byte[]> Raw = new()
    {
        ["<1>"] = [0xff, 0xff, 0xff],
        ["<2>"] = [0x61, 0x61, 0xc3],
        ["<3>"] = [0xed, 0xa0, 0x80],
        ["<4>"] = [0xe0, 0x80, 0xaf],
        ["<5>"] = [0x61, 0xc0, 0x80],
    };

    private readonly RedshiftServer _server;
    private readonly ModuleHost _host = new();
    private readonly TemporaryFolder _folder = new();

    public InvalidTextTests(RedshiftFixture redshift)
    {
        _server = new RedshiftServer(redshift.Server, new RedshiftOptions { RawBytes = Raw });
        var table = CustomerTable.Create(redshift.Server, "invalid", """
            SELECT id, first, last, email, timestamp '2024-02-01' + id * interval '1 second' FROM (VALUES
            (1, 'ok', 'ok', 'ok'), (2, '<1>', 'ok', 'ok'), (3, 'ok', '<2>', 'ok'), (4, 'ok', 'ok', '<3>'), (5, repeat('é', 30000),
            'ok', 'ok'), (6, repeat('x', 65532) || '<2>', 'ok', 'ok'), (7, '<4>' || repeat('x', 65532), repeat('y', 65535), '<1>'),
            (8, 'ok', 'ok', 'ok'), (9, '<5>', NULL, NULL), (10, repeat('z', 65535), repeat('z', 65535), '<4>'), (11, 'ok', 'ok', 'ok'),
            (12, 'a<1>b', 'ok', 'ok')) v(id, first, last, email)
            """);
        _host.Run(
            "$null = Connect-Redshift -Server 127.0.0.1 -Port $port -Database dev -Credential $credential -SslMode Disable",
            ("port", _server.Port),
            ("credential", redshift.Credential),
            ("table", table),
            ("state", _folder["s.json"]),
            ("db", _folder["s.db"])).ThrowIfFailed();
    }

    private static IEnumerable<string> Bad =>
        new[] { 2, 3, 4, 6, 7, 9, 10, 12 }.Select(id => string.Create(CultureInfo.InvariantCulture, $"customer_id {id}"));

    public void Dispose()
    {
        _host.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Sync-RedshiftCustomers $state -Table $table")]
    [InlineData("Get-RedshiftCustomerChange -Table $table")]
    public void An_unreadable_row_is_refused_by_key_after_the_rows_before_it(string script)
    {
        var result = _host.Run(script + " | ForEach-Object { $_.CustomerId }");

        Assert.Equal("1", $"{Assert.Single(result.Output)}");
        var error = Assert.Single(result.Errors);
        Assert.Equal(("UnreadableRow", "customer_id 2"), (error.FullyQualifiedErrorId.Split(',')[0], $"{error.TargetObject}"));
    }

    [Fact]
    public void With_SkipUnreadable_the_other_rows_pass_through_the_pipeline_once()
    {
        var result = _host.Run("Sync-RedshiftCustomers $state -Table $table -SkipUnreadable -Verbose | ForEach-Object { $_.CustomerId }");

        Assert.Equal(["1", "5", "8", "11"], result.Output.Select(o => $"{o}"));
        AssertNoted(result);
        Assert.Equal(
            "2024-02-01T00:00:12.000000Z / 12",
            $"{_host.Run("(Get-RedshiftSyncState $state).Watermark").ThrowIfFailed().Output.Single()}");
    }

    [Fact]
    public void With_SkipUnreadable_the_other_rows_reach_a_destination_once()
    {
        var result = _host.Run(
            "(Sync-RedshiftCustomers $state -Table $table -SkipUnreadable -Verbose -BatchSize 2 -Destination $db).RowsSkipped");

        Assert.Equal("8", $"{result.Output.Single()}");
        AssertNoted(
            result, "(Sync-RedshiftCustomers $state -Table $table -SkipUnreadable -Destination $db).RowsRead | Where-Object { $_ }");
        Assert.Equal(
            ["1", "5", "8", "11"],
            Warehouse.Query(_folder["s.db"], "SELECT customer_id FROM invalid ORDER BY customer_id", r => r.GetString(0)));
    }

    [Fact]
    public void With_SkipUnreadable_the_other_rows_are_delivered_in_batches_once()
    {
        var result = _host.Run(
            "$all = [Collections.Generic.List[long]]::new(); $r = Sync-RedshiftCustomers $state -Table $table -SkipUnreadable " +
                "-Verbose -BatchSize 1 -ForEachBatch { foreach ($c in $_) { $all.Add($c.CustomerId) } }; $all");

        Assert.Equal(["1", "5", "8", "11"], result.Output.Select(o => $"{o}"));
        AssertNoted(result);
    }

    [Fact]
    public void A_cut_among_unreadable_rows_reports_no_row_twice()
    {
        for (var row = 1; row <= 12; row++)
        {
            _server.Faults = FaultPlan.CutAfterRow(row, Cut.End).On("ORDER BY");

            var result = _host.Run("Get-RedshiftCustomerChange -Table $table -SkipUnreadable | ForEach-Object { $_.CustomerId }");

            Assert.True(_server.Faults.IsDone);
            Assert.Equal(["1", "5", "8", "11"], result.Output.Select(o => $"{o}"));
            Assert.Equal(Bad, result.SkippedRowNames());
        }
    }

    // Reported without their content, recorded, and covered by the checkpoint.
    private void AssertNoted(ScriptResult result, string again = "Sync-RedshiftCustomers $state -Table $table -SkipUnreadable")
    {
        Assert.Equal(Bad, result.SkippedRowNames());
        Assert.Empty(result.Errors);
        Secrets.AssertNotIn(result, "xxx", "yyy", "zzz", "\ufffd");
        Assert.Equal(
            Bad,
            _host.Run("(Get-RedshiftSyncState $state).Skipped | ForEach-Object { $_.Row }").ThrowIfFailed().Output.Select(o => $"{o}"));
        Assert.Empty(_host.Run(again).ThrowIfFailed().Output);
    }
}
