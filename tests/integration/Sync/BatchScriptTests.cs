using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>
/// Sync-RedshiftCustomers -ForEachBatch: each batch has its checkpoint, and a failure in the block ends the run without it.
/// </summary>
[Collection(SharedSource.Name)]
public sealed class BatchScriptTests : IDisposable
{
    // Five batches of five.
    private const string Sync = "Sync-RedshiftCustomers $state -BatchSize 5 -ForEachBatch";

    private readonly SourceFixture _source;
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host;

    public BatchScriptTests(SourceFixture source)
    {
        _source = source;
        _host = source.Host;
        SampleCustomers.CreateAtOneInstant(source.Server, 25, new DateTime(2024, 5, 6, 0, 0, 0, DateTimeKind.Utc));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_batch_is_an_array_as_dollar_underscore_and_as_an_argument()
    {
        var result = Run(
            "$seen = [Collections.Generic.List[string]]::new(); " +
                $"$r = {Sync} {{ param($rows) $seen.Add(('{{0}} {{1}} {{2}} {{3}}' -f $_.Count, $rows.Count, $rows[0].CustomerId, " +
                $"($_.GetType().Name))) }}; $seen; $r.Batches; $r.RowsDelivered");

        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => $"5 5 {1001 + (5 * i)} Customer[]"), "5", "25"], Lines(result));
        Assert.Equal(1025, Key());
        Assert.Equal(["0"], Lines(Run($"({Sync} {{ throw 'There is none.' }}).Batches")));
    }

    [Theory]
    [InlineData("a throw", "throw 'no'")]
    [InlineData("a method", "[int]::Parse('x')")]
    [InlineData("a division", "1 / $zero")]
    [InlineData("a command that is missing", "Invoke-Nothing")]
    [InlineData("a module that is missing", "Import-Module ./no/such/module.psd1")]
    [InlineData("an error that does not stop", "Get-Module -FullyQualifiedName @{ ModuleName = 'x' }")]
    [InlineData(
        "an error that a function writes",
        "& { [CmdletBinding()] param() $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('no'), 'No', " +
            "'NotSpecified', $null)) }")]
    [InlineData(
        "an error that a function of a script module writes",
        "& $module { [CmdletBinding()] param() $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('no'), " +
            "'No', 'NotSpecified', $null)) }")]
    [InlineData("a break without a loop", "break")]
    [InlineData("a continue without a loop", "continue")]
    public void A_failure_at_batch_3_keeps_the_checkpoint_of_batch_2_and_the_next_run_starts_there(string what, string failure)
    {
        const string Module = "$module = New-Module -ScriptBlock { }; $zero = 0; $taken = [Collections.Generic.List[object]]::new()";
        var result = Run(
            $"{Module}; foreach ($once in 1) {{ {Sync} {{ if (++$counter.Batch -eq 3) {{ {failure} }}; " +
                $"$taken.Add($_[0].CustomerId) }} }}; 'after'",
            ("counter", new Counter()));

        Assert.True(result.ErrorId?.StartsWith("BatchFailed,", StringComparison.Ordinal), $"{what}: {result.ErrorId}");
        Assert.Equal(3, result.Failure!.TargetObject);
        Assert.Equal(1010, Key());
        Assert.Equal(["1001", "1006"], Lines(_host.Run("$taken")));
        Assert.Equal(
            ["1011", "1016", "1021"],
            Lines(Run($"$taken = [Collections.Generic.List[object]]::new(); $null = {Sync} {{ $taken.Add($_[0].CustomerId) }}; $taken")));
        Assert.Equal("Continue", $"{_host.Run("$global:ErrorActionPreference").ThrowIfFailed().Output.Single()}");
        _source.AssertNoSession(nameof(SourceFixture));
    }

    [Theory]
    [InlineData("SilentlyContinue")]
    [InlineData("Ignore")]
    [InlineData("Continue")]
    [InlineData("Stop")]
    public void No_preference_variable_of_the_caller_hides_a_failure(string preference)
    {
        var result = Run(
            $"$ErrorActionPreference = '{preference}'; try {{ {Sync} {{ [CmdletBinding()] param() Get-Module " +
                $"-FullyQualifiedName @{{ ModuleName = 'x' }} }} -ErrorAction {preference} }} catch {{ $_.FullyQualifiedErrorId }} " +
                $"finally {{ $ErrorActionPreference = 'Continue' }}");

        Assert.StartsWith("BatchFailed,", $"{result.Output.Single()}", StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["s.json"]));
    }

    [Fact]
    public void Output_of_the_block_is_discarded_and_its_variables_are_local()
    {
        var result = Run(
            $"$x = 'outer'; $ErrorActionPreference = 'Continue'; {Sync} {{ 1; $_; $x = 'inner'; " +
                $"$ErrorActionPreference = 'SilentlyContinue'; $_ = $null }} | ForEach-Object {{ $_.GetType().Name }}; $x; " +
                "$ErrorActionPreference");

        Assert.Equal(["SyncResult", "outer", "Continue"], Lines(result));
        Assert.Equal(1025, Key());
    }

    [Fact]
    public void Return_ends_a_batch_and_break_ends_a_loop_inside_the_block()
    {
        Assert.Equal(
            ["5"],
            Lines(Run($"({Sync} {{ foreach ($i in 1..3) {{ break }}; switch (1) {{ 1 {{ break }} }}; return; throw 'never' }}).Batches")));
    }

    [Fact]
    public void A_sync_may_run_within_a_batch_on_another_state_file()
    {
        var result = Run(
            "$inner = [Collections.Generic.List[long]]::new(); " +
                $"$null = {Sync} {{ $inner.Add((Sync-RedshiftCustomers $other -Destination $db " +
                $"-WarningAction SilentlyContinue).RowsDelivered) }}; $inner",
            ("other", _folder["o.json"]),
            ("db", _folder["o.db"]));

        Assert.Equal(["25", "0", "0", "0", "0"], Lines(result));

        // But not on the same state file.
        Assert.StartsWith(
            "BatchFailed,",
            Run(
                $"{Sync.Replace("$state", "$third", StringComparison.Ordinal)} {{ Sync-RedshiftCustomers $third }}",
                ("third", _folder["t.json"])).ErrorId,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_while_the_block_runs_keeps_the_checkpoint_of_the_previous_batch()
    {
        var counter = new Counter();
        using var host = _source.Connect(nameof(BatchScriptTests));
        using (var running = host.BeginRun(
            $"{Sync} {{ if (++$counter.Batch -eq 3) {{ while ($true) {{ }} }} }}",
            ("state", _folder["s.json"]),
            ("counter", counter)))
        {
            while (counter.Batch < 3)
            {
                Thread.Sleep(5);
            }

            running.Stop();
            Assert.True(running.Wait().Stopped);
        }

        Assert.Equal(1010, Key());
        Assert.Equal("Continue", $"{host.Run("$global:ErrorActionPreference").ThrowIfFailed().Output.Single()}");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.lock*"));
        _source.AssertNoSession(nameof(BatchScriptTests));
    }

    [Fact]
    public void A_session_lost_between_batches_repeats_and_skips_nothing()
    {
        SampleCustomers.CreateGenerated(_source.Server, 20_000);
        var counter =
            new Counter { OnBatch = batch => _ = batch % 3 == 0 ? _source.Server.TerminateSessions(nameof(BatchScriptTests)) : 0 };
        using var host = _source.Connect(nameof(BatchScriptTests));

        var result = host.Run(
            "$keys = [Collections.Generic.HashSet[long]]::new(); " +
                "$r = Sync-RedshiftCustomers $state -BatchSize 2000 -WarningAction SilentlyContinue " +
                "-ForEachBatch { foreach ($row in $_) { if (-not $keys.Add($row.CustomerId)) { throw 'twice' } }; $counter.Batch++ }; " +
                "$keys.Count; $r.RowsDelivered",
            ("state", _folder["s.json"]),
            ("counter", counter));

        Assert.Equal(["20000", "20000"], Lines(result));
    }

    private ScriptResult Run(string script, params (string Name, object? Value)[] variables) =>
        _host.Run(script, [("state", _folder["s.json"]), .. variables]);

    private long Key() => (long)Run("(Get-RedshiftSyncState $state).Watermark.CustomerId").ThrowIfFailed().Output.Single().BaseObject;

    private static string[] Lines(ScriptResult result) => [.. result.ThrowIfFailed().Output.Select(o => $"{o}")];

    /// <summary>A counter for all scopes of a script.</summary>
    public sealed class Counter
    {
        private int _batch;

        /// <summary>The number of the batch.</summary>
        public int Batch
        {
            get => Volatile.Read(ref _batch);
            set
            {
                Volatile.Write(ref _batch, value);
                OnBatch?.Invoke(value);
            }
        }

        /// <summary>Called with each number.</summary>
        public Action<int>? OnBatch { get; init; }
    }
}
