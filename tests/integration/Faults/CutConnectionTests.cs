using RedshiftSync.RedshiftEmulator;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Faults;

[Collection(SharedRedshift.Name)]
[Trait("Source", "none")]
public sealed class CutConnectionTests(RedshiftFixture redshift) : IDisposable
{
    private const int Rows = 50_000;
    private static readonly int Cuts = TestSize.Of(200, usual: 30);

    // Several keys share most timestamps, and three rows in ten have the same time and key.
    private static readonly string Generated = $"""
        SELECT CASE WHEN g % 10 < 3 THEN g - g % 10 ELSE g END, 'row ' || g, 'last', NULL,
            timestamp '2024-02-03 04:05:06.000007' + (g / 20) * interval '1 microsecond' FROM generate_series(1, {Rows}) g
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        redshift.Cluster.Faults = FaultPlan.None;
        _folder.Dispose();
    }

    // All three deliveries in parallel, each with its own emulator: most of the time goes into pauses.
    [Fact]
    public void Fifty_thousand_rows_arrive_exactly_once_despite_many_cuts()
    {
        var table = CustomerTable.Create(redshift.Server, "cuts", Generated);
        using var down = Sync(
            table,
            seed: 1,
            "Sync-RedshiftCustomers $state -Table $table -ResultVariable result | ForEach-Object { $_.FirstName }; $result");
        using var batches = Sync(
            table,
            seed: 2,
            "$names = [Collections.Generic.List[string]]::new(); " +
                "Sync-RedshiftCustomers $state -Table $table -BatchSize 777 -ForEachBatch { foreach ($c in $_) { " +
                "$names.Add($c.FirstName) } }; $names");
        using var into = Sync(table, seed: 3, "Sync-RedshiftCustomers $state -Table $table -BatchSize 777 -Destination $db");
        var expected = CustomerTable.Texts(redshift.Server, $"SELECT first_name FROM {table} ORDER BY updated_at, customer_id, first_name");

        foreach (var sync in new[] { down, batches, into })
        {
            var result = sync.Finish();
            dynamic outcome = result.Output.Single(o => o.BaseObject.GetType().Name == "SyncResult").BaseObject;

            Assert.True(sync.Faults.IsDone);
            Assert.InRange((int)outcome.Retries, Cuts, int.MaxValue);
            Assert.Equal((int)outcome.Retries, result.Warnings.Count);
            Assert.Equal((Rows, Rows), ((int)outcome.RowsRead, (int)outcome.RowsDelivered));
            Assert.Equal(LastOf(table), $"{outcome.WatermarkAfter}");
            Assert.Equal(LastOf(table), sync.Watermark());
            if (sync != into)
            {
                Assert.Equal(expected.Order(), result.Output.Select(o => o.BaseObject).OfType<string>().Order());
            }
        }

        Assert.Equal(
            CustomerTable.Texts(
                redshift.Server,
                $"SELECT DISTINCT customer_id || ' ' || to_char(updated_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AS line FROM {table}")
                .Order(),
            Warehouse.Query(into.Database, "SELECT customer_id || ' ' || updated_at FROM cuts", r => r.GetString(0)).Order());
    }

    [Theory]
    [InlineData("down the pipeline", "Sync-RedshiftCustomers $state -Table $table | ForEach-Object { $_.FirstName }")]
    [InlineData(
        "batch by batch",
        "Sync-RedshiftCustomers $state -Table $table -BatchSize 1 -ForEachBatch { foreach ($c in $_) { $names.Add($c.FirstName) } } " +
            "> $null; $names")]
    [InlineData("without a checkpoint", "Get-RedshiftCustomerChange -Table $table | ForEach-Object { $_.FirstName }")]
    public void Three_rows_with_the_same_time_and_key_arrive_once_wherever_the_connection_is_cut(string what, string script)
    {
        var table = CustomerTable.Create(redshift.Server, "triple", """
            VALUES (1, 'a', '', '', timestamp '2024-03-01'), (2, 'b', '', '', '2024-03-02'), (3, 'c1', '', '', '2024-03-02'),
                   (3, 'c2', '', '', '2024-03-02'), (3, 'c3', '', '', '2024-03-02'), (4, 'd', '', '', '2024-03-02'),
                   (1, 'e', '', '', '2024-03-03')
            """);
        using var host = redshift.Connect(nameof(CutConnectionTests));
        foreach (var row in Enumerable.Range(0, 8))
        {
            // Every kind of cut within the three rows; elsewhere one kind.
            foreach (var how in Enum.GetValues<Cut>().Where(how => row is 3 or 4 || (int)how == row % 3))
            {
                redshift.Cluster.Faults = FaultPlan.CutAfterRow(row, how).On("ORDER BY");
                var state = _folder[$"{row}{how}.json"];

                var result = host.Run(
                    "$names = [Collections.Generic.List[string]]::new(); " + script,
                    ("state", state),
                    ("table", table)).ThrowIfFailed();

                Assert.True(redshift.Cluster.Faults.IsDone, what);
                Assert.Equal(["a", "b", "c1", "c2", "c3", "d", "e"], result.Output.Select(o => $"{o}").Order());
                Assert.Single(result.Warnings);
                if (File.Exists(state))
                {
                    Assert.Equal("2024-03-03T00:00:00.000000Z / 1", Watermark(host, state));
                }
            }
        }

        redshift.AssertNoSession(nameof(CutConnectionTests));
    }

    private static string Watermark(ModuleHost host, string state) =>
        $"{host.Run("(Get-RedshiftSyncState $state).Watermark", ("state", state)).ThrowIfFailed().Output.Single()}";

    private string LastOf(string table) => CustomerTable.Texts(
        redshift.Server,
        $"SELECT to_char(updated_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || ' / ' || customer_id FROM {table} " +
            "ORDER BY updated_at DESC, customer_id DESC LIMIT 1").Single();

    private RunningSync Sync(string table, int seed, string script) =>
        new(redshift, PlanOf(new Random(seed)), _folder[$"{seed}"], script, ("table", table));

    // Cuts of every kind; after some, the server is unreachable for a while.
    private static FaultPlan PlanOf(Random random)
    {
        var plan = FaultPlan.None;
        for (var cut = 0; cut < Cuts; cut++)
        {
            var row = random.Next(400);
            plan = plan.Then((random.Next(6) switch
            {
                0 => FaultPlan.CutAfterRow(row, Cut.InsideRow),
                1 => FaultPlan.CutAfterRow(row, Cut.End),
                2 => FaultPlan.ErrorAfterRow(row, "57P01", "terminating connection due to administrator command"),
                3 => FaultPlan.IsolationViolationAfterRow(row),
                _ => FaultPlan.CutAfterRow(row),
            }).On("ORDER BY"));
            plan = (cut % 40) switch
            {
                10 => plan.Then(FaultPlan.RefuseConnectionsFor(TimeSpan.FromMilliseconds(300))),
                20 => plan.Then(FaultPlan.SlowStart(TimeSpan.FromMilliseconds(300))),
                30 => plan.Then(FaultPlan.TooManyConnections()),
                _ => plan,
            };
        }

        return plan;
    }
}
