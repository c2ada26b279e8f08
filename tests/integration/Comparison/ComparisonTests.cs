using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Test-RedshiftSync: what counts as a difference, and what does not.</summary>
[Collection(SharedSource.Name)]
public sealed class ComparisonTests(SourceFixture source, TargetFixture targets) : ComparisonTest(source, targets)
{
    [Theory, MemberData(nameof(Kinds))]
    public void Each_kind_of_difference_is_reported(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 3000);
        var target = Create(kind);
        Delivered(target);

        Assert.Empty(Compare(target));
        Assert.True(Quiet(target));

        target.Execute("UPDATE customers SET email = 'customer1500@example.con' WHERE customer_id = 1500");
        Assert.Equal(["Stale 1500"], Compare(target));
        Assert.False(Quiet(target));

        target.Execute("UPDATE customers SET updated_at = '2024-01-31T23:04:39.000001Z' WHERE customer_id = 2");
        target.Execute("UPDATE customers SET last_name = NULL WHERE customer_id = 4");
        target.Execute("DELETE FROM customers WHERE customer_id IN (5, 3999)");
        target.Execute("INSERT INTO customers (customer_id, updated_at) VALUES (-7, '2024-01-31T23:04:39.000000Z'), (4000000, NULL)");
        Assert.Equal(["Missing 5", "Missing 3999", "Stale 2", "Stale 4", "Stale 1500", "Surplus -7", "Surplus 4000000"], Compare(target));

        Delivered(target, "-Full -RemoveDeleted Delete");
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_change_after_the_checkpoint_is_not_a_difference(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 500);
        var target = Create(kind);
        Delivered(target);
        Source.Server.Execute(
            $"UPDATE {SampleCustomers.Table} SET first_name = 'Later', updated_at = '2026-01-01Z' WHERE customer_id % 3 = 0");
        Source.Server.Execute($"INSERT INTO {SampleCustomers.Table} (customer_id, updated_at) VALUES (90000, '2026-01-01Z')");

        Assert.Empty(Compare(target));

        // Deleted rows are differences.
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id IN (4, 1200)");
        Assert.Equal(["Surplus 4", "Surplus 1200"], Compare(target));
        Delivered(target);
        Assert.Equal(["Surplus 4", "Surplus 1200"], Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Ties_are_compared_up_to_the_key_of_the_checkpoint(string kind)
    {
        SampleCustomers.CreateAtOneInstant(Source.Server, 300, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc).AddMicroseconds(123456));
        var target = Create(kind);
        Delivered(target, "-MaxRow 120");

        Assert.Empty(Compare(target));
        target.Execute("DELETE FROM customers WHERE customer_id = 1120");
        Assert.Equal(["Missing 1120"], Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_before_the_start_are_not_differences_even_if_they_moved_there(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 200);
        var target = Create(kind);
        Delivered(target, "-Since 2024-06-01");
        Assert.Empty(Compare(target));

        // The row still exists, with another time.
        var key = target.Query("SELECT CAST(max(customer_id) AS varchar(9)) FROM customers").Single();
        Source.Server.Execute($"UPDATE {SampleCustomers.Table} SET updated_at = '2024-01-01Z' WHERE customer_id = {key}");
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_without_a_time_are_compared_if_they_were_delivered(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 50);
        Source.Server.Execute(
            $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) " +
                "VALUES (7001, 'no time', NULL), (7002, 'no time', NULL), (7003, NULL, NULL)");
        var target = Create(kind);
        Delivered(target, "-WarningAction SilentlyContinue");
        Assert.Empty(Compare(target));

        Delivered(target, "-NullTimestamp Include");
        Assert.Empty(Compare(target));

        Source.Server.Execute($"UPDATE {SampleCustomers.Table} SET first_name = 'changed' WHERE customer_id = 7002");
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id = 7003");
        target.Execute("DELETE FROM customers WHERE customer_id = 7001");
        Assert.Equal(["Missing 7001", "Stale 7002", "Surplus 7003"], Compare(target));
        Delivered(target, "-NullTimestamp Include -RemoveDeleted Delete");
        Assert.Empty(Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void If_a_key_repeats_the_newest_row_counts(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 300);
        Source.Server.Execute($"""
            INSERT INTO {SampleCustomers.Table} SELECT * FROM {SampleCustomers.Table} WHERE customer_id IN (2, 1007);
            INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) VALUES (4, 'older', '2024-01-05Z'),
                (5, 'newer', '2025-11-11Z'), (1010, 'tied', (SELECT updated_at FROM {SampleCustomers.Table} WHERE customer_id = 1010));
            """);
        var target = Create(kind);
        Delivered(target, "-BatchSize 7");
        Assert.Empty(Compare(target));
        Run(target, "Sync-RedshiftCustomers $state @to -RemoveDeleted Report").Only<object>();

        target.Execute(
            "UPDATE customers SET first_name = 'older', last_name = NULL, email = NULL, updated_at = '2024-01-05T00:00:00.000000Z' " +
                "WHERE customer_id = 4");
        Assert.Equal(["Stale 4"], Compare(target));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_destination_that_was_never_synced_is_refused(string kind)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        AssertFailed(ErrorId.DestinationNotSynced, Run(target, "Test-RedshiftSync @to"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder.Path));

        target.Execute(
            $"CREATE TABLE customers (customer_id {(kind == "sqlite" ? "INTEGER" : "bigint")} PRIMARY KEY, first_name text, " +
                $"last_name text, email text, updated_at {(kind == "sqlite" ? "text" : "timestamptz")})");
        AssertFailed(ErrorId.DestinationNotSynced, Run(target, "Test-RedshiftSync @to"));

        Delivered(target);
        AssertFailed(ErrorId.DestinationNotSynced, Run(target, "Test-RedshiftSync @to -DestinationTable other"));
    }

    [Fact]
    public void A_lost_connection_on_either_side_is_reopened()
    {
        SampleCustomers.Create(Source.Server, generated: 40_000);
        var target = Targets.CreatePostgres();
        Delivered(target);
        target.Execute("UPDATE customers SET first_name = 'x' WHERE customer_id % 10 = 0");
        using var host = Source.Connect(nameof(ComparisonTests));
        using var running = host.BeginRun(
            "$found = 0; Test-RedshiftSync $destination -DestinationCredential $credential -WarningAction SilentlyContinue | " +
                "ForEach-Object { $found++ }; $found",
            ("destination", target.Address),
            ("credential", Targets.Credential));
        var cuts = 0L;
        while (!running.IsCompleted && cuts < 5)
        {
            cuts += Targets.Server.TerminateSessions(PostgresTarget.ApplicationName);
            cuts += Source.Server.TerminateSessions(nameof(ComparisonTests));
            Thread.Sleep(150);
        }

        Assert.Equal(4000, running.Wait().Only<int>());
        Assert.True(cuts > 1, $"{cuts} cuts");
    }

    [Fact]
    public void A_checkpoint_that_moves_during_a_comparison_causes_a_warning()
    {
        SampleCustomers.Create(Source.Server, generated: 2000);
        var target = Targets.CreatePostgres();
        Delivered(target);
        target.Execute("DELETE FROM customers");

        var result = Run(
            target,
            "Test-RedshiftSync @to | ForEach-Object { if (-not $done) { $done = $true; " +
                "$null = Sync-RedshiftCustomers $state @to -Full -WarningAction SilentlyContinue -MaxRow 10 } }");

        Assert.Single(result.ThrowIfFailed().Warnings);
    }

    private bool Quiet(Target target) => Run(target, "Test-RedshiftSync @to -Quiet").Only<bool>();
}
