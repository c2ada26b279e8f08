using System.Globalization;
using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

/// <summary>What the safety lag guarantees, and what it does not.</summary>
[Collection(SharedSource.Name)]
public sealed class SafetyTests(SourceFixture source) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(SafetyTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    // Concurrent transactions write the time of their start (now()) and commit within the lag, while syncs run continuously.
    [Fact]
    public void Commits_within_the_lag_are_never_missed()
    {
        Dictionary<string, string> moments = new()
        {
            [CustomerTable.Create(source.Server, "late", null, "timestamptz")] = "now()",
            [CustomerTable.Create(source.Server, "late_second", null, "timestamptz")] = "date_trunc('second', now())",
        };
        var deadline = DateTime.UtcNow.AddSeconds(4);
        var writers = Enumerable.Range(0, 6).Select(writer => new Thread(() => Write(moments, writer, deadline))).ToList();
        writers.ForEach(w => w.Start());
        var seen = moments.Keys.ToDictionary(table => table, _ => new List<string>());
        while (writers.Exists(w => w.IsAlive))
        {
            Array.ForEach([.. moments.Keys], Sync);
        }

        // The last timestamps are older than the lag now.
        Thread.Sleep(4_500);
        Array.ForEach([.. moments.Keys], Sync);

        foreach (var table in moments.Keys)
        {
            var expected = CustomerTable.Texts(source.Server, $"SELECT customer_id FROM {table}");
            Assert.InRange(expected.Count, 20, int.MaxValue);
            Assert.Equal(expected.Order(), seen[table].Order());
        }

        void Sync(string table) => seen[table].AddRange(_host.Run(
            "Sync-RedshiftCustomers $state -Table $table -SafetyLag 3s | ForEach-Object { $_.CustomerId }",
            ("state", _folder[$"{table}.json"]),
            ("table", table)).ThrowIfFailed().Output.Select(o => $"{o}"));
    }

    [Theory]
    [InlineData("down the pipeline", "Sync-RedshiftCustomers $state -Table $table -ResultVariable r | ForEach-Object { $_.CustomerId }")]
    [InlineData(
        "batch by batch",
        "$ids = [Collections.Generic.List[long]]::new(); $r = Sync-RedshiftCustomers $state -Table $table " +
            "-ForEachBatch { foreach ($c in $_) { $ids.Add($c.CustomerId) } }; $ids")]
    [InlineData("into a destination", "$r = Sync-RedshiftCustomers $state -Table $table -Destination $db")]
    public void A_row_dated_2099_neither_blocks_nor_moves_the_watermark_and_is_reported_once_per_run(string what, string script)
    {
        var table = CustomerTable.Create(
            source.Server,
            "future",
            "VALUES (1, 'n', 'n', 'n', timestamp '2024-02-01'), (2, 'n', 'n', 'n', '2099-01-01'), (3, 'n', 'n', 'n', 'infinity'), " +
                "(4, 'n', 'n', 'n', '2024-02-02')");

        var first = Run();
        Assert.Equal("2024-02-02T00:00:00.000000Z / 4", Text("(Get-RedshiftSyncState $state).Watermark"));
        Assert.Equal("2", Text("$r.RowsHeldBack"));
        Assert.Contains("2 row(s)", Assert.Single(first.Warnings), StringComparison.Ordinal);

        source.Server.Execute($"INSERT INTO {table} VALUES (5, 'n', 'n', 'n', '2024-02-03')");
        var second = Run();
        Assert.Single(second.Warnings);
        Assert.Equal("2024-02-03T00:00:00.000000Z / 5", Text("(Get-RedshiftSyncState $state).Watermark"));
        if (second.Output.Count > 0)
        {
            Assert.True(first.Output.Count == 2 && second.Output.Count == 1, what);
        }

        ScriptResult Run() => _host.Run(script, ("state", _folder["f.json"]), ("db", _folder["f.db"]), ("table", table)).ThrowIfFailed();
    }

    [Theory]
    [InlineData("Destination", "Sync-RedshiftCustomers $state -Table $table -BatchSize 10 -Destination $db")]
    [InlineData(
        "ForEachBatch",
        "Sync-RedshiftCustomers $state -Table $table -BatchSize 10 -ForEachBatch { if (++$global:batch -eq 6 -and $die) { throw " +
            "'killed' } }")]
    public void An_interrupted_full_run_resumes_with_the_rest(string what, string script)
    {
        var table = CustomerTable.Create(
            source.Server,
            "halfway",
            "SELECT g, 'n', 'n', 'n', timestamp '2024-02-01' + g * interval '1 second' FROM generate_series(1, 100) g");
        (string, object?)[] variables =
        [
            ("state", _folder["h.json"]), ("db", _folder["h.db"]), ("table", table), ("die", false), ("batch", 0),
        ];
        _host.Run(script, variables).ThrowIfFailed();

        // An unreadable row in the middle represents any failure there.
        source.Server.Execute($"UPDATE {table} SET customer_id = NULL WHERE customer_id = 55");
        variables[3] = ("die", true);
        Assert.NotNull(_host.Run(script + " -Full", variables).ErrorId);
        Assert.Equal("True", Text("(Get-RedshiftSyncState $state).IsFullRunPending"));
        var reached = int.Parse(Text("(Get-RedshiftSyncState $state).Watermark.CustomerId"), CultureInfo.InvariantCulture);
        Assert.True(reached is >= 50 and < 55, what);

        source.Server.Execute($"UPDATE {table} SET customer_id = 55 WHERE customer_id IS NULL");
        variables[3] = ("die", false);
        Assert.Equal($"{100 - reached}", $"{_host.Run($"({script}).RowsDelivered", variables).ThrowIfFailed().Output.Single()}");
        Assert.Equal("False", Text("(Get-RedshiftSyncState $state).IsFullRunPending"));
    }

    private string Text(string script) => $"{_host.Run(script).ThrowIfFailed().Output.Single()}";

    // Each transaction writes a row into each table, with the moment of that table.
    private void Write(Dictionary<string, string> moments, int writer, DateTime deadline)
    {
        var random = new Random(writer);
        using var connection = new NpgsqlConnection(source.Server.SuperUserConnectionString);
        connection.Open();
        for (var i = 0; DateTime.UtcNow < deadline; i++)
        {
            using var transaction = connection.BeginTransaction();
            foreach (var (table, moment) in moments)
            {
                using var insert = connection.Command($"INSERT INTO {table} SELECT {(writer * 10_000) + i}, 'n', 'n', 'n', {moment}");
                insert.ExecuteNonQuery();
            }

            Thread.Sleep(random.Next(700));
            transaction.Commit();
        }
    }
}
