using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>The options of a sync as its help describes them, with each kind of delivery.</summary>
[Collection(SharedSource.Name)]
public sealed class OptionTests : IDisposable
{
    private const string Down = "Sync-RedshiftCustomers $state -Table $table {0} | ForEach-Object { $_.CustomerId }";
    private const string Batches =
        "$ids = [Collections.Generic.List[long]]::new(); $null = Sync-RedshiftCustomers $state -Table $table {0} -BatchSize 2 " +
            "-ForEachBatch { foreach ($c in $_) { $ids.Add($c.CustomerId) } }; $ids";

    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;
    private string _table = "";

    public OptionTests(SourceFixture source)
    {
        _source = source;
        _host = source.Connect(nameof(OptionTests));
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, "1 2", "", 1, 0)]
    [InlineData("Warn", "1 2", "", 1, 1)]
    [InlineData("Ignore", "1 2", "", 0, 0)]
    [InlineData("Include", "7 8 1 2", "7 8", 0, 0)]
    public void Rows_without_a_time_are_handled_according_to_NullTimestamp(
        string? action, string first, string second, int warningsFirst, int warningsSecond)
    {
        foreach (var script in new[] { Down, Batches })
        {
            Create(
                "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (8, 'n', 'n', 'n', NULL), (7, 'n', 'n', 'n', NULL), (2, 'n', " +
                    "'n', 'n', '2024-02-02')");
            var option = action is null ? "" : $"-NullTimestamp {action}";
            var state = $"{script.Length}.json";

            AssertRun(Run(script, option, state), first, warningsFirst);
            AssertRun(Run(script, option, state), second, warningsSecond);
            AssertRun(Run(script, option + " -Full", state), first, warningsFirst);
            Assert.Equal("2024-02-02T00:00:00.000000Z / 2", Text("(Get-RedshiftSyncState $state).Watermark"));
        }
    }

    [Fact]
    public void Rows_without_a_time_can_be_an_error_on_every_run()
    {
        Create("VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01')");
        AssertRun(Run(Down, "-NullTimestamp Error"), "1", 0);
        _source.Server.Execute($"INSERT INTO {_table} VALUES (2, 'n', 'n', 'n', NULL), (3, 'n', 'n', 'n', '2024-02-03')");

        var failed = Run(Down, "-NullTimestamp Error");

        Assert.Equal("NullTimestamp,RedshiftSync.Commands.SyncRedshiftCustomersCommand", failed.ErrorId);
        Assert.Empty(failed.Output);
        Assert.Equal("NullTimestamp", Run("Get-RedshiftCustomerChange -Table $table {0}", "-NullTimestamp Error").ErrorId?.Split(',')[0]);
        AssertRun(Run(Down, ""), "3", 0);
    }

    [Fact]
    public void Included_rows_have_no_time_and_reach_a_destination_unless_it_holds_a_dated_one()
    {
        Create("VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (1, 'no time', 'n', 'n', NULL), (2, 'no time', 'n', 'n', NULL)");

        Assert.Equal(
            "True",
            Text("$null -eq (Get-RedshiftCustomerChange -Table $table -NullTimestamp Include -First 1).UpdatedAt", ("table", _table)));
        for (var run = 0; run < 2; run++)
        {
            _host.Run(
                "$null = Sync-RedshiftCustomers $state -Table $table -NullTimestamp Include -Destination $db",
                ("state", _folder["n.json"]),
                ("db", _folder["n.db"])).ThrowIfFailed();
            Assert.Equal(
                ["1 n 2024-02-01T00:00:00.000000Z", "2 no time NULL"],
                Warehouse.Query(
                    _folder["n.db"],
                    "SELECT customer_id || ' ' || first_name || ' ' || coalesce(updated_at, 'NULL') FROM options ORDER BY customer_id",
                    r => r.GetString(0)));
        }
    }

    [Fact]
    public void A_lookback_delivers_late_rows_and_keeps_the_checkpoint()
    {
        foreach (var script in new[] { Down, Batches })
        {
            Create("SELECT g, 'n', 'n', 'n', timestamp '2024-02-01' + g * interval '1 hour' FROM generate_series(1, 6) g");
            var state = $"{script.Length}.json";
            AssertRun(Run(script, "", state), "1 2 3 4 5 6", 0);
            _source.Server.Execute($"INSERT INTO {_table} VALUES (9, 'n', 'n', 'n', '2024-02-01 04:30:00')");

            AssertRun(Run(script, "", state), "", 0);
            AssertRun(Run(script, "-Lookback 2h", state), "4 9 5 6", 0);
            AssertRun(Run(script, "-Lookback 2h", state), "4 9 5 6", 0);
            Assert.Equal("2024-02-01T06:00:00.000000Z / 6", Text("(Get-RedshiftSyncState $state).Watermark"));

            // Never earlier than a first sync would start.
            AssertRun(Run(script, "-Lookback 3650d", state), "1 2 3 4 9 5 6", 0);
        }
    }

    [Fact]
    public void A_limited_run_completes_and_the_next_resumes()
    {
        foreach (var script in new[] { Down, Batches })
        {
            // Rows 2 to 4 are one group.
            Create(
                "SELECT CASE WHEN g BETWEEN 2 AND 4 THEN 2 ELSE g END, 'n', 'n', 'n', timestamp '2024-02-01' + CASE WHEN g BETWEEN 2 " +
                    "AND 4 THEN 2 ELSE g END * interval '1 hour' FROM generate_series(1, 7) g");
            var state = $"{script.Length}.json";

            AssertRun(Run(script, "-MaxRow 2", state), "1 2 2 2", 0);
            Assert.Equal("2024-02-01T02:00:00.000000Z / 2", Text("(Get-RedshiftSyncState $state).Watermark"));
            AssertRun(Run(script, "-MaxRow 2", state), "5 6", 0);
            AssertRun(Run(script, "-MaxRow 2", state), "7", 0);
            AssertRun(Run(script, "-MaxRow 2", state), "", 0);
        }
    }

    [Fact]
    public void A_manual_checkpoint_moves_when_its_run_is_confirmed()
    {
        Create("SELECT g, 'n', 'n', 'n', timestamp '2024-02-01' + g * interval '1 hour' FROM generate_series(1, 3) g");
        AssertRun(Run(Down, "-Checkpoint Manual -ResultVariable run"), "1 2 3", 0);
        Assert.Equal("True", Text("$run.RunId -eq (Get-RedshiftSyncState $state).StagedRunId"));
        Assert.Equal("3 3", Text("\"$($run.RowsRead) $($run.RowsDelivered)\""));

        Assert.Equal(
            "StateNotStaged,RedshiftSync.Commands.ConfirmRedshiftSyncStateCommand",
            _host.Run("Confirm-RedshiftSyncState $state -RunId ([guid]::NewGuid())").ErrorId);
        Assert.Equal("", Text("\"$((Get-RedshiftSyncState $state).Watermark)\""));
        _host.Run("Confirm-RedshiftSyncState $state -WhatIf").ThrowIfFailed();

        // Without confirmation, the next run warns and delivers the rows again.
        AssertRun(Run(Down, "-Checkpoint Manual -ResultVariable second"), "1 2 3", 1);
        Assert.Equal(
            "StateNotStaged,RedshiftSync.Commands.ConfirmRedshiftSyncStateCommand",
            _host.Run("Confirm-RedshiftSyncState $state -RunId $run.RunId").ErrorId);
        Assert.Equal(
            "2024-02-01T03:00:00.000000Z / 3",
            Text("(Confirm-RedshiftSyncState $state -RunId $second.RunId -PassThru).Watermark"));
        AssertRun(Run(Down, ""), "", 0);
        Assert.Equal(
            "StateNotStaged,RedshiftSync.Commands.ConfirmRedshiftSyncStateCommand",
            _host.Run("Confirm-RedshiftSyncState $state").ErrorId);
    }

    [Fact]
    public void The_result_variable_is_set_in_the_scope_of_the_caller()
    {
        Create("VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01')");

        Assert.Equal(
            "1 ",
            Text(
                "function Invoke-It { $null = Sync-RedshiftCustomers $state -Table $table -ResultVariable inner; " +
                    "$inner.RowsDelivered }; \"$(Invoke-It) $inner\"",
                ("state", _folder["s.json"]),
                ("table", _table)));
    }

    private static void AssertRun(ScriptResult result, string ids, int warnings)
    {
        result.ThrowIfFailed();
        Assert.Equal(ids, string.Join(' ', result.Output));
        Assert.True(
            warnings == result.Warnings.Count,
            $"{warnings} warning(s) expected, got: {string.Join(Environment.NewLine, result.Warnings)}");
    }

    private void Create(string rows) => _table = CustomerTable.Create(_source.Server, "options", rows);

    private ScriptResult Run(string script, string options, string state = "s.json") =>
        _host.Run(script.Replace("{0}", options, StringComparison.Ordinal), ("state", _folder[state]), ("table", _table));

    private string Text(string script, params (string Name, object? Value)[] variables) =>
        $"{_host.Run(script, variables).ThrowIfFailed().Output.Single()}";
}
