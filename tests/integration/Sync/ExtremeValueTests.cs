using System.Reflection;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>Extreme values of every number and time that a user can pass: a correct result, or an error with an ErrorId.</summary>
[Collection(SharedSource.Name)]
public sealed class ExtremeValueTests(SourceFixture source) : IDisposable
{
    private static readonly HashSet<string> Known =
    [
        "ParameterArgumentTransformationError", "ParameterArgumentValidationError", "CannotConvertArgument",
        "CannotConvertArgumentNoMessage",
        .. typeof(ErrorId).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
    ];

    private static readonly string[] Counts =
    [
        "0", "-1", "1", "[int]::MaxValue", "([int]::MaxValue + 1L)", "[long]::MaxValue", "([long]::MaxValue - 1)", "[long]::MinValue",
        "[double]::NaN", "1e30",
    ];

    private static readonly string[] Times =
    [
        "[datetime]::MinValue", "[datetime]::MaxValue", "([datetime]::SpecifyKind([datetime]::MinValue, 'Local'))",
        "([datetime]::SpecifyKind([datetime]::MaxValue, 'Local'))",
        "[DateTimeOffset]::MinValue", "[DateTimeOffset]::MaxValue", "'0001-01-01T00:00:00+14:00'", "'9999-12-31T23:59:59.9999999-14:00'",
        "'9999-12-31T23:59:59.999999Z'", "0", "[long]::MaxValue",
    ];

    private static readonly string[] Lengths =
    [
        "0", "-1", "'-1s'", "[timespan]::MinValue", "[timespan]::MaxValue", "'999999999999999999999999d'", "'10675199d'", "'0.0000001s'",
        "[double]::NaN",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(ExtremeValueTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Get-RedshiftCustomerChange -Table $table -First {0}", "counts")]
    [InlineData("Get-RedshiftCustomerChange -Table $table -NullTimestamp Include -MaxRetry {0}", "counts")]
    [InlineData("Get-RedshiftCustomerChange -Table $table -Since {0}", "times")]
    [InlineData("Get-RedshiftCustomerChange -Table $table -Since 0001-01-01 -Until {0}", "times")]
    [InlineData("Get-RedshiftCustomerChange -Table $table -Since {0} -TimeZone Pacific/Kiritimati", "times")]
    [InlineData("Get-RedshiftCustomerChange -Table $table -Until {0} -TimeZone Pacific/Pago_Pago", "times")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -MaxRow {0}", "counts")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -Destination $db -BatchSize {0}", "counts")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -Destination $db -RemoveDeleted Report -MaxDeletePercent {0}", "counts")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -Since {0}", "times")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -Since {0} -TimeZone Pacific/Kiritimati", "times")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -SafetyLag {0}", "lengths")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -SafetyLag {0} -TimeZone Pacific/Pago_Pago", "lengths")]
    [InlineData(
        "$null = Sync-RedshiftCustomers $state -Table $table; Sync-RedshiftCustomers $state -Table $table -Lookback {0}", "lengths")]
    [InlineData("Set-RedshiftSyncState $state -UpdatedAt {0} -WarningAction Ignore; Sync-RedshiftCustomers $state -Table $table", "times")]
    [InlineData(
        "Set-RedshiftSyncState $state -UpdatedAt 2024-01-01 -CustomerId {0} -WarningAction Ignore; " +
            "Sync-RedshiftCustomers $state -Table $table",
        "counts")]
    public void Extreme_values_are_accepted_or_refused_with_an_ErrorId(string script, string kind)
    {
        var table = CustomerTable.Create(
            source.Server,
            "extreme",
            "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (2, 'n', 'n', 'n', '2024-02-02'), (3, 'n', 'n', 'n', NULL)");
        foreach (var value in kind switch { "counts" => Counts, "times" => Times, _ => Lengths })
        {
            var run = Guid.NewGuid().ToString("n");

            var result = _host.Run(
                script.Replace("{0}", value, StringComparison.Ordinal),
                ("state", _folder[run + ".json"]),
                ("db", _folder[run + ".db"]),
                ("table", table));

            var id = result.ErrorId?.Split(',')[0];
            Assert.True(id is null || Known.Contains(id), $"{script} with {value}: {id}: {result.Failure?.Exception.Message}");
        }
    }

    [Theory]
    [InlineData("Get-RedshiftCustomerChange -Table $table -First ([long]::MaxValue)", 2)]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -MaxRow ([long]::MaxValue)", 2)]
    [InlineData("Get-RedshiftCustomerChange -Table $table -First 2 -NullTimestamp Include", 2)]
    [InlineData("Get-RedshiftCustomerChange -Table $table -First 4 -NullTimestamp Include", 3)]
    [InlineData("Sync-RedshiftCustomers $state -Table $table -SafetyLag ([timespan]::MaxValue)", 0)]
    public void Extreme_values_return_the_requested_rows(string script, int rows)
    {
        var table = CustomerTable.Create(
            source.Server,
            "extreme",
            "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (2, 'n', 'n', 'n', '2024-02-02'), (3, 'n', 'n', 'n', NULL)");

        Assert.Equal(rows, _host.Run(script, ("state", _folder["s.json"]), ("table", table)).ThrowIfFailed().Output.Count);
    }
}
