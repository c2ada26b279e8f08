using Npgsql;
using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Sync;

[Collection(SharedSource.Name)]
public sealed class UnusualRowsTests(SourceFixture source) : IDisposable
{
    private const string Shown = "{ '{0} {1}' -f $_.CustomerId, $_.UpdatedAt }";

    private static readonly string[] Texts =
    [
        new('x', 65_535),
        string.Concat(Enumerable.Repeat("😀", 16_383)),
        "a" + string.Concat(Enumerable.Repeat("é", 32_767)),
        "😀👩‍👩‍👧‍👦 e\u0301 \u202e\u200f עברית",
        "it's \"quoted\" `ticks` $(throw 'never') $env:PATH %d {0}",
        @"back\slash \0 \\ \' \n end\",
        "two\r\nlines\nand\rmore\t",
        "\u0001\u0002\u001f\u007f\u0085\u2028\ufeff\ufffd\U0010ffff",
        "  blanks around  ",
        "",
        "'; DROP TABLE testers.customers; --",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = source.Connect(nameof(UnusualRowsTests));

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Slow_rows_are_delivered_without_waiting_for_others()
    {
        // A row contains the time of its creation and is larger than the server's send buffer. Only below a LIMIT are rows computed after
        // sorting.
        CustomerTable.Create(
            source.Server,
            "dripping",
            "SELECT i, 'a', 'b', 'c', timestamp '2024-02-03' + i * interval '1 second' FROM generate_series(1, 20) i");
        source.Server.Execute($"""
            CREATE OR REPLACE FUNCTION testers.made(id bigint) RETURNS text STABLE LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(0.1); RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint; END';
            CREATE OR REPLACE VIEW testers.drips AS SELECT customer_id, first_name, testers.made(customer_id) AS last_name,
                repeat('x', 9000) AS email, updated_at FROM testers.dripping;
            GRANT SELECT ON testers.drips TO {PostgresServer.User}
            """);

        var rows = _host.Run(
            "Get-RedshiftCustomerChange -Table testers.drips -First 20 | " +
                "ForEach-Object { [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds(), [long] $_.LastName }").ThrowIfFailed().Output
            .Select(o => (long)o.BaseObject).Chunk(2).Select(pair => (Arrived: pair[0], Made: pair[1])).ToList();

        Assert.Equal(20, rows.Count);
        // If they waited for each other, they would all arrive at the end.
        Assert.InRange(Enumerable.Range(0, 12).Count(i => rows[i].Arrived < rows[i + 8].Made), 4, 12);
    }

    [Fact]
    public void Texts_arrive_unchanged_by_every_delivery()
    {
        var table = CustomerTable.Create(source.Server, "texts", null);
        using (var connection = new NpgsqlConnection(source.Server.SuperUserConnectionString))
        {
            connection.Open();
            for (var i = 0; i < Texts.Length; i++)
            {
                using var insert = connection.CreateCommand();
                insert.CommandText = "INSERT INTO testers.texts VALUES (@id, @text, NULL, @text, timestamp '2024-02-03')";
                insert.Parameters.AddWithValue("id", (long)i);
                insert.Parameters.AddWithValue("text", Texts[i]);
                insert.ExecuteNonQuery();
            }
        }

        foreach (var script in new[]
        {
            "Sync-RedshiftCustomers $state -Table $table",
            "$all = [Collections.Generic.List[object]]::new(); " +
                "Sync-RedshiftCustomers \"$state.2\" -Table $table -BatchSize 2 " +
                "-ForEachBatch { foreach ($c in $_) { $all.Add($c) } } > $null; $all",
            "Get-RedshiftCustomerChange -Table $table",
        })
        {
            var rows = _host.Run(script, ("state", _folder["s.json"]), ("table", table))
                .ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject).ToList();

            Assert.Equal(Texts, rows.Select(r => (string)r.FirstName));
            Assert.Equal(Texts, rows.Select(r => (string)r.Email));
            Assert.All(rows, r => Assert.Null((object?)r.LastName));
        }

        _host.Run(
            "$null = Sync-RedshiftCustomers $state -Table $table -Destination $db",
            ("state", _folder["d.json"]),
            ("db", _folder["d.db"])).ThrowIfFailed();
        Assert.Equal(
            Texts,
            Warehouse.Query(
                _folder["d.db"],
                "SELECT first_name FROM texts WHERE last_name IS NULL AND email = first_name ORDER BY customer_id",
                r => r.GetString(0)));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("timestamptz")]
    public void Times_at_the_ends_of_the_calendar_arrive_or_are_refused_by_key(string type)
    {
        var table = CustomerTable.Create(source.Server, "calendar", $"""
            SELECT id, 'n', 'n', 'n', at::{type} FROM (VALUES
            (1, '-infinity'), (2, '4713-01-01 00:00:00 BC'), (3, '0044-03-15 BC'), (4, '0001-01-01 00:00:00'),
            (5, '0001-01-01 00:00:00.000001'), (6, '1582-10-10'), (7, '1969-12-31 23:59:59.999999'), (8, '2024-02-29 23:59:59.999999'),
            (9, '9999-12-31 23:59:59.999999'), (10, '10000-01-01'), (11, '294276-01-01'), (12, 'infinity')) v(id, at)
            """, type);

        var all = _host.Run(
            $"Get-RedshiftCustomerChange -Since 0001-01-01 -Table $table -SkipUnreadable | ForEach-Object {Shown}",
            ("table", table));

        Assert.Equal(
            [
                "4 0001-01-01T00:00:00.000000Z", "5 0001-01-01T00:00:00.000001Z", "6 1582-10-10T00:00:00.000000Z",
                "7 1969-12-31T23:59:59.999999Z",
                "8 2024-02-29T23:59:59.999999Z", "9 9999-12-31T23:59:59.999999Z",
            ],
            all.Output.Select(o => $"{o}"));
        Assert.Equal(
            ["customer_id 1", "customer_id 2", "customer_id 3", "customer_id 10", "customer_id 11", "customer_id 12"],
            all.SkippedRowNames());
        Assert.Empty(all.Errors);

        // From a given time on, only later rows are reported.
        var late = _host.Run($"Get-RedshiftCustomerChange -Since 2024-01-01 -Table $table | ForEach-Object {Shown}");
        Assert.Equal(["8 2024-02-29T23:59:59.999999Z", "9 9999-12-31T23:59:59.999999Z"], late.Output.Select(o => $"{o}"));
        Assert.Equal("customer_id 10", $"{Assert.Single(late.Errors).TargetObject}");
    }

    [Fact]
    public void A_sync_from_the_first_representable_time_reports_earlier_rows()
    {
        var table = CustomerTable.Create(
            source.Server,
            "ancient",
            "VALUES (1, 'n', 'n', 'n', timestamp '-infinity'), (2, 'n', 'n', 'n', '0044-03-15 BC'), (3, 'n', 'n', 'n', " +
                "'0001-01-01'), (4, 'n', 'n', 'n', 'infinity')");
        const string Sync = "Sync-RedshiftCustomers $state -Table $table -Since 0001-01-01 -SkipUnreadable";

        Assert.Equal(
            "UnreadableRow",
            _host.Run(
                "Sync-RedshiftCustomers $state -Table $table -Since 0001-01-01",
                ("state", _folder["s.json"]),
                ("table", table)).ErrorId?.Split(',')[0]);
        var first = _host.Run($"{Sync} | ForEach-Object {Shown}");
        Assert.Equal(["3 0001-01-01T00:00:00.000000Z"], first.Output.Select(o => $"{o}"));
        Assert.Equal(["customer_id 1", "customer_id 2"], first.SkippedRowNames());
        Assert.Equal(3, first.Warnings.Count);

        var second = _host.Run($"{Sync} | ForEach-Object {Shown}");
        Assert.Empty(second.Output);
        Assert.Empty(second.SkippedRowNames());
    }

    [Theory]
    [InlineData("Sync-RedshiftCustomers $state -Table $table {0} | ForEach-Object { $_.CustomerId }")]
    [InlineData(
        "$all = [Collections.Generic.List[long]]::new(); Sync-RedshiftCustomers $state -Table $table -BatchSize 1 {0} " +
            "-ForEachBatch { foreach ($c in $_) { $all.Add($c.CustomerId) } } > $null; $all")]
    [InlineData("Sync-RedshiftCustomers $state -Table $table {0} -BatchSize 1 -Destination $db > $null")]
    public void A_NULL_key_is_refused_or_skipped_with_SkipUnreadable(string script)
    {
        var table = CustomerTable.Create(source.Server, "null_key", """
            VALUES (NULL, 'n', 'n', 'n', timestamp '2024-02-01'), (1, 'n', 'n', 'n', '2024-02-02'), (NULL, 'n', 'n', 'n', '2024-02-02'),
                   (NULL, 'n', 'n', 'n', '2024-02-02'), (2, 'n', 'n', 'n', '2024-02-03'), (NULL, 'n', 'n', 'n', '2024-02-03'),
                   (3, 'n', 'n', 'n', '2024-02-04'), (NULL, 'n', 'n', 'n', '2024-02-04')
            """);
        var variables = new (string, object?)[] { ("state", _folder["k.json"]), ("table", table), ("db", _folder["k.db"]) };

        var refused = Run("");
        Assert.Equal("UnreadableRow", refused.ErrorId?.Split(',')[0]);
        Assert.Equal("customer_id NULL, updated_at 2024-02-01T00:00:00.000000Z", $"{refused.Errors.Single().TargetObject}");

        var skipped = Run("-SkipUnreadable");
        Assert.Equal(5, skipped.ThrowIfFailed().SkippedRowNames().Count);
        Assert.Equal(
            ["1", "2", "3"],
            skipped.Output.Count > 0
                ? skipped.Output.Select(o => $"{o}")
                : Warehouse.Query(_folder["k.db"], "SELECT customer_id FROM null_key ORDER BY 1", r => r.GetString(0)));
        Assert.Equal("2024-02-04T00:00:00.000000Z / 3", Text("(Get-RedshiftSyncState $state).Watermark"));
        Assert.Equal("5", Text("(Get-RedshiftSyncState $state).Skipped.Count"));

        // Not even the row with the watermark's time is reported again, unless there is another one.
        Assert.Empty(Run("-SkipUnreadable").ThrowIfFailed().SkippedRowNames());
        source.Server.Execute($"INSERT INTO {table} VALUES (NULL, 'n', 'n', 'n', '2024-02-04')");
        Assert.Single(Run("-SkipUnreadable").ThrowIfFailed().SkippedRowNames());
        Assert.Empty(Run("-SkipUnreadable").ThrowIfFailed().SkippedRowNames());
        Assert.Equal("6", Text("(Get-RedshiftSyncState $state).Skipped.Count"));

        // Without -SkipUnreadable, it still ends the run.
        Assert.Equal("UnreadableRow", Run("").ErrorId?.Split(',')[0]);

        ScriptResult Run(string more) => _host.Run(script.Replace("{0}", more, StringComparison.Ordinal), variables);

        string Text(string script) => $"{_host.Run(script).ThrowIfFailed().Output.Single()}";
    }
}
