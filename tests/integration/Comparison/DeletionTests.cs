using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Comparison;

/// <summary>Sync-RedshiftCustomers -RemoveDeleted: rows that were deleted in the source, and the limit on removing them.</summary>
[Collection(SharedSource.Name)]
public sealed class DeletionTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Theory, MemberData(nameof(Kinds))]
    public void Deleted_keys_are_reported_then_removed_then_not_found_again(string kind)
    {
        var target = CreateSynced(kind);
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id IN (2, 1100, 1999)");
        Source.Server.Execute($"UPDATE {SampleCustomers.Table} SET updated_at = '2026-01-01Z' WHERE customer_id = 4");

        Assert.Equal(["2 False", "1100 False", "1999 False", "1 delivered, 0 deleted"], Report(Sync(target, "-RemoveDeleted Report")));
        Assert.Equal(1003, target.Rows().Count);
        Assert.Equal(
            ["2 True", "1100 True", "1999 True", "0 delivered, 3 deleted"],
            Report(Sync(target, "-RemoveDeleted Delete -BatchSize 2")));
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal(["0 delivered, 0 deleted"], Report(Sync(target, "-RemoveDeleted Delete")));
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Nothing_is_removed_if_the_source_is_accidentally_empty(string kind)
    {
        var target = CreateSynced(kind);
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table}");

        var result = Sync(target, "-RemoveDeleted Delete");

        AssertFailed(ErrorId.DeletionLimitExceeded, result);
        Assert.Equal("LimitsExceeded", $"{result.Failure!.CategoryInfo.Category}");
        Assert.Equal(1003, target.Rows().Count);
        Assert.Equal(1003, Report(Sync(target, "-RemoveDeleted Report")).Count(line => line.EndsWith(" False", StringComparison.Ordinal)));
        Assert.Equal(
            1003,
            Report(Sync(target, "-RemoveDeleted Delete -MaxDeletePercent 100"))
                .Count(line => line.EndsWith(" True", StringComparison.Ordinal)));
        Assert.Empty(target.Rows());
    }

    // SQLite keeps 1.5 in an integer column that is not the row id. Read as an integer it is 1, which the source has.
    [Theory]
    [InlineData("sqlite", "1.5")]
    [InlineData("postgresql", "1.4")]
    public void A_key_that_is_no_integer_does_not_remove_the_row_that_it_resembles(string kind, string key)
    {
        SampleCustomers.Create(Source.Server);
        var target = Create(kind);
        var type = kind == "sqlite" ? "INTEGER" : "numeric(20, 2)";
        target.Execute($"CREATE TABLE customers (customer_id {type} UNIQUE, first_name TEXT, last_name TEXT, email TEXT, "
            + $"updated_at {(kind == "sqlite" ? "TEXT" : "timestamptz")})");
        Delivered(target);
        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);
        target.Execute($"INSERT INTO customers (customer_id, updated_at) VALUES ({key}, '2024-02-01')");

        Sync(target, "-RemoveDeleted Delete -MaxDeletePercent 100");

        Assert.Equal(3, target.Query("SELECT customer_id FROM customers WHERE first_name IS NOT NULL").Count);
    }

    // 1003 rows, of which three are gone: a limit of 0.3 % is 3.009 rows.
    [Theory]
    [InlineData("0", false)]
    [InlineData("0.29", false)]
    [InlineData("0.3", true)]
    [InlineData("100", true)]
    public void Rows_up_to_MaxDeletePercent_are_removed_and_otherwise_none(string percent, bool isRemoved)
    {
        var target = CreateSynced("sqlite");
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id IN (2, 1100, 1999)");

        var result = Sync(target, $"-RemoveDeleted Delete -MaxDeletePercent {percent}");

        Assert.Equal(isRemoved ? null : ErrorId.DeletionLimitExceeded, result.ErrorId?.Split(',')[0]);
        Assert.Equal(isRemoved ? 1000 : 1003, target.Rows().Count);
    }

    [Fact]
    public void A_limit_of_zero_accepts_a_run_with_nothing_to_remove()
    {
        Assert.Equal(["0 delivered, 0 deleted"], Report(Sync(CreateSynced("sqlite"), "-RemoveDeleted Delete -MaxDeletePercent 0")));
    }

    [Theory]
    [InlineData("-MaxDeletePercent -1")]
    [InlineData("-MaxDeletePercent 100.1")]
    [InlineData("-RemoveDeleted Perhaps")]
    [InlineData("-RemoveDeleted $null")]
    public void Invalid_parameter_values_are_refused(string parameters) =>
        Assert.Matches("^(ParameterArgument|CannotConvertArgument)", Sync(Create("sqlite"), parameters).ErrorId);

    [Theory, MemberData(nameof(Kinds))]
    public void A_preview_removes_nothing(string kind)
    {
        var target = CreateSynced(kind);
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id = 2");

        Assert.Empty(Sync(target, "-RemoveDeleted Delete -WhatIf").ThrowIfFailed().Output);
        Assert.Equal(1003, target.Rows().Count);
    }

    // A row that exists in the source is not deleted, whatever its time is now.
    [Theory, MemberData(nameof(Kinds))]
    public void Rows_whose_time_moved_are_kept(string kind)
    {
        var target = CreateSynced(kind);
        Source.Server.Execute($"""
            UPDATE {SampleCustomers.Table} SET updated_at = '2023-01-01Z' WHERE customer_id = 1100;
            UPDATE {SampleCustomers.Table} SET updated_at = now() WHERE customer_id = 1101;
            UPDATE {SampleCustomers.Table} SET updated_at = NULL WHERE customer_id = 1102;
            DELETE FROM {SampleCustomers.Table} WHERE customer_id = 1103;
            """);

        Assert.Equal(["1103 True", "0 delivered, 1 deleted"], Report(Sync(target, "-RemoveDeleted Delete")));
        Assert.Equal(1002, target.Rows().Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_reinserted_row_is_delivered_again(string kind)
    {
        var target = CreateSynced(kind);
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id = 4");
        Sync(target, "-RemoveDeleted Delete").ThrowIfFailed();
        Source.Server.Execute(
            $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) VALUES (4, 'back', '2026-01-01Z')");

        Assert.Equal(["1 delivered, 0 deleted"], Report(Sync(target, "-RemoveDeleted Delete")));
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_limited_first_run_compares_up_to_its_checkpoint(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 1000);
        var target = Create(kind);

        Assert.Equal(["100 delivered, 0 deleted"], Report(Sync(target, "-MaxRow 100 -RemoveDeleted Delete")));
        Assert.Equal(100, target.Rows().Count);
    }

    [Fact]
    public void A_stop_after_the_first_leaves_the_rest_for_the_next_run()
    {
        var target = CreateSynced("sqlite");
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id BETWEEN 1001 AND 1040");

        Run(
            target,
            "foreach ($once in 1) { Sync-RedshiftCustomers $state @to -RemoveDeleted Delete -BatchSize 10 | ForEach-Object { break } }");

        Assert.Equal(993, target.Rows().Count);
        Assert.Equal(31, Report(Sync(target, "-RemoveDeleted Delete")).Length);
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_row_referenced_by_another_table_is_not_removed_and_the_run_fails(string kind)
    {
        var target = CreateSynced(kind);
        target.Execute("CREATE TABLE orders (customer_id bigint REFERENCES customers (customer_id)); INSERT INTO orders VALUES (1100)");
        Source.Server.Execute($"DELETE FROM {SampleCustomers.Table} WHERE customer_id = 1100");

        AssertFailed(ErrorId.DestinationUnavailable, Sync(target, "-RemoveDeleted Delete"));
        Assert.Equal(1003, target.Rows().Count);
        target.Execute("DROP TABLE orders");
        Assert.Equal(["1100 True", "0 delivered, 1 deleted"], Report(Sync(target, "-RemoveDeleted Delete")));
    }

    private Target CreateSynced(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 1000);
        var target = Create(kind);
        Assert.Equal(1003L, Delivered(target).RowsDelivered);
        return target;
    }

    // The deleted customers in order of their keys, then the result.
    private static string[] Report(ScriptResult result)
    {
        var objects = result.ThrowIfFailed().Output.Select(o => (dynamic)o.BaseObject).ToArray();
        return
        [
            .. objects[..^1].OrderBy(o => (long)o.CustomerId).Select(o => $"{o.CustomerId} {o.IsRemoved}"),
            $"{objects[^1].RowsDelivered} delivered, {objects[^1].RowsDeleted} deleted",
        ];
    }
}
