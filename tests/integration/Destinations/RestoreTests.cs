using RedshiftSync.TestSupport;

namespace RedshiftSync.IntegrationTests.Destinations;

/// <summary>State files and destinations that do not match: the destination becomes complete, or the sync is refused.</summary>
[Collection(SharedSource.Name)]
[Trait("Source", "none")]
public sealed class RestoreTests(SourceFixture source, TargetFixture targets) : DestinationTest(source, targets)
{
    [Theory, MemberData(nameof(Kinds))]
    public void A_restored_older_destination_becomes_complete(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target, "-MaxRow 60");
        Backup(target, "kept");
        Delivered(target);
        Restore(target, "kept");

        var result = Sync(target);

        Assert.Equal(143L, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Single(result.Warnings);
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_new_destination_with_an_old_state_file_becomes_complete(string kind)
    {
        Delivered(CreateBoth("sqlite"));
        var target = kind == "sqlite" ? new SqliteTarget(Folder["new.db"]) : Create(kind);

        var result = Sync(target);

        Assert.Equal(203L, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Single(result.Warnings);
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_old_destination_with_a_new_state_file_becomes_complete(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target);
        target.Execute("DELETE FROM customers WHERE customer_id = 1100");
        File.Delete(State);
        File.Delete(State + ".bak");

        Assert.Equal(203L, Delivered(target).RowsDelivered);
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_destination_ahead_of_its_state_file_gets_no_row_twice(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target, "-MaxRow 60");
        File.Copy(State, Folder["old.json"]);
        Delivered(target, "-MaxRow 60");
        File.Copy(Folder["old.json"], State, overwrite: true);

        // Both checkpoints are of one history: the destination has what its own claims.
        Assert.Equal(83L, Delivered(target).RowsDelivered);
        AssertComplete(target);
    }

    // The checkpoint is in another table and survives.
    [Theory, MemberData(nameof(Kinds))]
    public void A_dropped_table_is_filled_again(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target);
        target.Execute("DROP TABLE customers");

        var result = Sync(target);

        Assert.Equal(203L, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Single(result.Warnings);
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_emptied_table_causes_a_warning_and_is_filled_by_a_full_run(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target);
        target.Execute("DELETE FROM customers");

        var result = Sync(target);

        Assert.Equal(0L, ((dynamic)result.Only<object>()).RowsDelivered);
        Assert.Single(result.Warnings);
        Assert.Equal(203L, Delivered(target, "-Full").RowsDelivered);
        AssertComplete(target);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_destination_that_started_later_than_the_state_gets_the_missing_rows(string kind)
    {
        var target = CreateBoth(kind);
        Run(target, "$null = Sync-RedshiftCustomers $other @to -Since 2025-06-01", ("other", Folder["other.json"])).ThrowIfFailed();
        Assert.InRange(target.Rows().Count, 1, 202);
        Delivered(new SqliteTarget(Folder["elsewhere.db"]));

        Assert.Equal(203L, Delivered(target).RowsDelivered);
        AssertComplete(target);
    }

    // One state fills the destination until February and continues elsewhere; another one starts in the middle of March.
    [Theory, MemberData(nameof(Kinds))]
    public void A_state_that_starts_after_the_destinations_end_reads_the_gap(string kind)
    {
        SampleCustomers.CreateEmpty(Source.Server);
        var target = Create(kind);
        Insert("2024-01-15", "2024-02-20");
        Delivered(target);
        Insert("2024-03-05", "2024-03-10");
        Delivered(new SqliteTarget(Folder["elsewhere.db"]));
        Insert("2024-04-01");

        var later = Run(target, "Sync-RedshiftCustomers $other @to -Since 2024-03-15", ("other", Folder["other.json"])).ThrowIfFailed();

        Assert.Equal(3L, ((dynamic)later.Only<object>()).RowsDelivered);
        Assert.Single(later.Warnings);
        Delivered(target);
        AssertComplete(target);

        void Insert(params string[] days) => Source.Server.Execute(string.Concat(days.Select(day =>
            $"INSERT INTO {SampleCustomers.Table} (customer_id, first_name, updated_at) " +
                $"SELECT coalesce(max(customer_id), 0) + 1, 'x', '{day}T00:00:00Z' FROM {SampleCustomers.Table};")));
    }

    // For example a renamed host, with nothing new to deliver.
    [Theory, MemberData(nameof(Kinds))]
    public void A_source_that_Force_accepts_takes_the_destination_over_without_rows(string kind)
    {
        var target = CreateBoth(kind);
        Delivered(target);
        (string Property, string Json)[] changes =
        [
            ("server", "\"renamed.example.com\""), ("database", "\"other\""), ("table", "\"testers.old\""), ("columns", "[\"id\"]"),
            ("time_zone", "\"Europe/Berlin\""),
        ];
        foreach (var (property, json) in changes)
        {
            target.ChangeCheckpointSource(property, json);
            AssertFailed(ErrorId.StateDestinationMismatch, Sync(target));
            AssertFailed(ErrorId.StateDestinationMismatch, Run(target, "Test-RedshiftSync @to"));

            Assert.Equal(0L, Delivered(target, "-Force").RowsDelivered);
            AssertComplete(target);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_destination_of_another_source_is_refused_and_left_unchanged(string kind)
    {
        var target = CreateBoth(kind);
        Source.Server.Execute(
            $"CREATE TABLE IF NOT EXISTS testers.other AS SELECT * FROM {SampleCustomers.Table}; " +
                $"GRANT SELECT ON testers.other TO {PostgresServer.User}");
        Run(
            target,
            "$null = Sync-RedshiftCustomers $other @to -Table testers.other -DestinationTable customers",
            ("other", Folder["other.json"])).ThrowIfFailed();
        target.Execute("UPDATE customers SET first_name = 'own'");

        AssertFailed(ErrorId.StateDestinationMismatch, Sync(target));
        AssertFailed(ErrorId.StateDestinationMismatch, Sync(target, "-Full"));
        AssertFailed(ErrorId.StateDestinationMismatch, Run(target, "Test-RedshiftSync @to"));
        Assert.False(File.Exists(State));
        Assert.Equal(["own"], target.Query("SELECT DISTINCT first_name FROM customers"));

        Delivered(target, "-Force -Full");
        AssertComplete(target);
    }

    // Another time zone would move every position, other columns would fill the table with other values.
    [Theory]
    [InlineData("-TimeZone Europe/Berlin", "testers.plain")]
    [InlineData("-FirstNameColumn last_name -LastNameColumn first_name", SampleCustomers.Table)]
    public void The_same_table_with_other_columns_or_time_zone_is_another_source(string parameters, string table)
    {
        var target = CreateBoth("sqlite");
        Source.Server.Execute(
            "DROP TABLE IF EXISTS testers.plain; CREATE TABLE testers.plain AS " +
                "SELECT customer_id, first_name, last_name, email, updated_at AT TIME ZONE 'UTC' AS updated_at " +
                $"FROM {SampleCustomers.Table}; GRANT SELECT ON testers.plain TO {PostgresServer.User}");
        Delivered(target, $"-Table {table} -DestinationTable customers");

        AssertFailed(ErrorId.StateSourceMismatch, Sync(target, $"-Table {table} -DestinationTable customers {parameters}"));
        AssertFailed(
            ErrorId.StateDestinationMismatch,
            Run(
                target,
                $"Sync-RedshiftCustomers $other @to -Table {table} -DestinationTable customers {parameters}",
                ("other", Folder["other.json"])));
    }

    private Target CreateBoth(string kind)
    {
        SampleCustomers.Create(Source.Server, generated: 200);
        return Create(kind);
    }

    private void AssertComplete(Target target)
    {
        Assert.Equal(Warehouse.SourceRows(Source.Server), target.Rows());
        Assert.Equal([$"customers {Watermark()}"], target.Checkpoints());
        Assert.Equal(0L, Delivered(target).RowsDelivered);
        Assert.Empty(Run(target, "Test-RedshiftSync @to").ThrowIfFailed().Output);
    }

    private static void Backup(Target target, string name)
    {
        foreach (var table in new[] { "customers", "redshiftsync_checkpoint" })
        {
            target.Execute($"CREATE TABLE {name}_{table} AS SELECT * FROM {table}");
        }
    }

    private static void Restore(Target target, string name)
    {
        foreach (var table in new[] { "customers", "redshiftsync_checkpoint" })
        {
            target.Execute($"DELETE FROM {table}");
            target.Execute($"INSERT INTO {table} SELECT * FROM {name}_{table}");
        }
    }
}
