using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class FirstSyncTests(SourceFixture source) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(FirstSyncTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_rows_since_2024_arrive_in_order_then_none_then_a_changed_row_once()
    {
        SampleCustomers.Create(source.Server);

        Assert.Equal(["2 2024-01-31T23:04:39.000000Z", "4 2024-02-14T22:59:59.000000Z", "5 2024-03-16T16:40:29.000000Z"], Sync());
        Assert.Empty(Sync());

        // By less than a second, which the example connector cannot distinguish.
        source.Server.Execute(
            $"UPDATE {SampleCustomers.Table} SET updated_at = updated_at + interval '0.000001 second' WHERE customer_id = 5");
        Assert.Equal(["5 2024-03-16T16:40:29.000001Z"], Sync());
        Assert.Empty(Sync());
    }

    [Fact]
    public void A_destination_gets_all_rows_then_none_then_the_changed_rows()
    {
        SampleCustomers.Create(source.Server, generated: 500);

        Assert.Equal(503, Into().RowsDelivered);
        Assert.Equal(Warehouse.SourceRows(source.Server), Warehouse.Rows(_folder["w.db"]));
        Assert.Equal(0, Into().RowsDelivered);

        source.Server.Execute(
            $"UPDATE {SampleCustomers.Table} SET first_name = 'Moved', updated_at = '2026-01-02T03:04:05.000006Z' " +
                "WHERE customer_id IN (1, 4)");
        Assert.Equal(2, Into().RowsDelivered);
        Assert.Equal(Warehouse.SourceRows(source.Server), Warehouse.Rows(_folder["w.db"]));
    }

    [Fact]
    public void A_row_with_the_same_time_as_the_watermark_is_not_lost()
    {
        SampleCustomers.Create(source.Server);
        Sync();
        source.Server.Execute($"INSERT INTO {SampleCustomers.Table} (customer_id, updated_at) VALUES (6, '2024-03-16T16:40:29Z')");

        Assert.Equal(["6 2024-03-16T16:40:29.000000Z"], Sync());
    }

    [Fact]
    public void A_preview_changes_nothing()
    {
        SampleCustomers.Create(source.Server);

        var result = _host.Run(
            "Sync-RedshiftCustomers $state -Destination $db -WhatIf",
            ("state", _folder["p.json"]),
            ("db", _folder["p.db"])).ThrowIfFailed();

        Assert.Empty(result.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void First_becomes_the_limit_of_the_query()
    {
        SampleCustomers.Create(source.Server, generated: 100);

        var result = _host.Run("Get-RedshiftCustomerChange -First 3 -Verbose").ThrowIfFailed();

        Assert.Equal(3, result.Output.Count);
        Assert.Contains(result.Verbose, line => line.Contains("LIMIT 3", StringComparison.Ordinal));
    }

    private string[] Sync() =>
    [
        .. _host.Run(
            "Sync-RedshiftCustomers $state | ForEach-Object { '{0} {1}' -f $_.CustomerId, $_.UpdatedAt }",
            ("state", _folder["s.json"])).ThrowIfFailed().Output.Select(o => $"{o}"),
    ];

    private dynamic Into() =>
        _host.Run("Sync-RedshiftCustomers $state -Destination $db", ("state", _folder["d.json"]), ("db", _folder["w.db"])).Only<object>();
}
