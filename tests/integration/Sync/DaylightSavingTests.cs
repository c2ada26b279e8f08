using System.Globalization;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// A column with local time of Berlin but no time zone. On 27 October 2024 the hour from 02:00 was repeated, on 31 March it was skipped.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class DaylightSavingTests(SourceFixture source) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(DaylightSavingTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(
        "Sync-RedshiftCustomers $state -Table $table -TimeZone Europe/Berlin @more | " +
            "ForEach-Object { '{0} {1}' -f $_.CustomerId, $_.UpdatedAt }")]
    [InlineData(
        "Get-RedshiftCustomerChange -Table $table -TimeZone Europe/Berlin @more | " +
            "ForEach-Object { '{0} {1}' -f $_.CustomerId, $_.UpdatedAt }")]
    public void Both_repeated_hours_of_autumn_arrive_and_the_skipped_hour_of_spring_is_refused_by_key(string script)
    {
        var table = CustomerTable.Create(source.Server, "berlin", """
            VALUES (1, 'n', 'n', 'n', timestamp '2024-03-31 01:59:59.999999'), (2, 'n', 'n', 'n', '2024-03-31 02:00:00'),
                   (3, 'n', 'n', 'n', '2024-03-31 02:59:59.999999'), (4, 'n', 'n', 'n', '2024-03-31 03:00:00'),
                   (5, 'n', 'n', 'n', '2024-10-27 01:59:59.999999'), (6, 'n', 'n', 'n', '2024-10-27 02:00:00'),
                   (7, 'n', 'n', 'n', '2024-10-27 02:30:00'), (7, 'n', 'n', 'n', '2024-10-27 02:30:00'),
                   (8, 'n', 'n', 'n', '2024-10-27 02:59:59.999999'), (9, 'n', 'n', 'n', '2024-10-27 03:00:00')
            """);

        var refused = Run("");
        Assert.Equal(["1 2024-03-31T00:59:59.999999Z"], refused.Output.Select(o => $"{o}"));
        Assert.Equal(("UnreadableRow", "customer_id 2"), (refused.ErrorId?.Split(',')[0], $"{refused.Errors.Single().TargetObject}"));

        var all = Run("-SkipUnreadable");
        Assert.Equal(
            [
                "1 2024-03-31T00:59:59.999999Z", "4 2024-03-31T01:00:00.000000Z", "5 2024-10-26T23:59:59.999999Z",
                "6 2024-10-27T01:00:00.000000Z",
                "7 2024-10-27T01:30:00.000000Z", "7 2024-10-27T01:30:00.000000Z", "8 2024-10-27T01:59:59.999999Z",
                "9 2024-10-27T02:00:00.000000Z",
            ],
            all.Output.Select(o => $"{o}"));
        Assert.Equal(["customer_id 2", "customer_id 3"], all.SkippedRowNames());

        ScriptResult Run(string more) =>
            _host.Run(script.Replace("@more", more, StringComparison.Ordinal), ("state", _folder["b.json"]), ("table", table));
    }

    // Each row is the last before a checkpoint once: nothing is lost or repeated.
    [Fact]
    public void A_checkpoint_can_be_at_any_row_of_the_repeated_hours()
    {
        var table = CustomerTable.Create(
            source.Server,
            "berlin",
            "SELECT g, 'n', 'n', 'n', timestamp '2024-10-27 01:30:00' + g * interval '10 minutes' FROM generate_series(1, 12) g");
        var seen = new List<int>();
        for (var run = 0; run < 13; run++)
        {
            var result = _host.Run(
                "Sync-RedshiftCustomers $state -Table $table -TimeZone Europe/Berlin -MaxRow 1 | ForEach-Object { $_.CustomerId }",
                ("state", _folder["e.json"]),
                ("table", table)).ThrowIfFailed();
            seen.AddRange(result.Output.Select(o => Convert.ToInt32(o.BaseObject, CultureInfo.InvariantCulture)));
        }

        Assert.Equal(Enumerable.Range(1, 12), seen);
    }

    [Fact]
    public void Another_time_zone_is_another_source()
    {
        var table = CustomerTable.Create(source.Server, "berlin", "VALUES (1, 'n', 'n', 'n', timestamp '2024-10-27 01:30:00')");
        _host.Run(
            "$null = Sync-RedshiftCustomers $state -Table $table -TimeZone Europe/Berlin",
            ("state", _folder["z.json"]),
            ("table", table)).ThrowIfFailed();

        Assert.Equal(
            "StateSourceMismatch,RedshiftSync.Commands.SyncRedshiftCustomersCommand",
            _host.Run("Sync-RedshiftCustomers $state -Table $table").ErrorId);
        Assert.Equal(
            "StateSourceMismatch,RedshiftSync.Commands.SyncRedshiftCustomersCommand",
            _host.Run("Sync-RedshiftCustomers $state -Table $table -TimeZone America/New_York").ErrorId);
        Assert.Empty(_host.Run("Sync-RedshiftCustomers $state -Table $table -TimeZone Europe/Berlin").ThrowIfFailed().Output);
    }
}
